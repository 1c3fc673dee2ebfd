package io.ftte.jobs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What an expression in Prometheus' language asks of the time series there are; whether it is well
 * formed is promtool's business.
 *
 * @param selectors the series it reads
 * @param labels by which it groups or joins
 */
record PromQuery(List<Selector> selectors, Set<String> labels) {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^]]*]|[a-zA-Z_:][\\w:]*|[0-9.]+\\w*|[=!]~|!=|\\S");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*");
    private static final Set<String> GROUPING =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    /** Grafana's way to ask for the values of a label. */
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *(\\w+)\\)");

    /** One condition on a label of a series. */
    record Condition(String label, String operator, String value) {
        boolean holds(MetricsEndpoint.Sample sample) {
            String actual = sample.labels().get(label);
            // A variable of the dashboard may have any value, but the label must exist.
            if (actual == null || value.contains("$")) {
                return actual != null;
            }
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "=~" -> actual.matches(value);
                default -> !actual.matches(value);
            };
        }
    }

    /** A metric, and what its series have to fulfil. */
    record Selector(String name, List<Condition> conditions)
            implements Predicate<MetricsEndpoint.Sample> {
        @Override
        public boolean test(MetricsEndpoint.Sample sample) {
            return sample.name().equals(name)
                    && conditions.stream().allMatch(condition -> condition.holds(sample));
        }
    }

    static PromQuery parse(String expression) {
        List<String> tokens =
                TOKEN.matcher(LABEL_VALUES.matcher(expression).replaceAll("max by ($2) ($1)"))
                        .results()
                        .map(token -> token.group())
                        .toList();
        PromQuery query = new PromQuery(new ArrayList<>(), new HashSet<>());
        for (int at = 0; at < tokens.size(); at++) {
            String token = tokens.get(at);
            String next = at + 1 < tokens.size() ? tokens.get(at + 1) : "";
            if (GROUPING.contains(token)) {
                int end = at + tokens.subList(at, tokens.size()).indexOf(")");
                tokens.subList(at + 2, end).stream()
                        .filter(label -> !label.equals(","))
                        .forEach(query.labels::add);
                at = end;
            } else if (NAME.matcher(token).matches()
                    && !OPERATORS.contains(token)
                    && !next.equals("(")
                    && !GROUPING.contains(next)) {
                List<Condition> conditions = new ArrayList<>();
                if (next.equals("{")) {
                    for (at += 2; !tokens.get(at).equals("}"); at++) {
                        if (!tokens.get(at).equals(",")) {
                            conditions.add(
                                    new Condition(
                                            tokens.get(at),
                                            tokens.get(at + 1),
                                            tokens.get(at + 2).replace("\"", "")));
                            at += 2;
                        }
                    }
                }
                query.selectors.add(new Selector(token, conditions));
            }
        }
        return query;
    }

    /** The series that none of the samples is, and the labels that one of them lacks. */
    List<String> missing(List<MetricsEndpoint.Sample> samples) {
        List<String> missing = new ArrayList<>();
        for (Selector selector : selectors) {
            List<MetricsEndpoint.Sample> series = samples.stream().filter(selector).toList();
            if (series.isEmpty()) {
                missing.add("no series " + selector);
            }
            for (String label : labels) {
                if (series.stream().anyMatch(sample -> !sample.labels().containsKey(label))) {
                    missing.add(selector.name() + " has no label " + label);
                }
            }
        }
        return missing;
    }
}
