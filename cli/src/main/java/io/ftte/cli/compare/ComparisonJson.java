package io.ftte.cli.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.cli.compare.Comparison.Outcome;
import io.ftte.schemas.RejectionReason;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * For programs, and for the page. What is not a number, or was not measured, is null. Arrays under
 * {@code times} have an entry for each of these; {@code staleness} counts contributions by {@code
 * stalenessFrom}, each up to the next; {@code weights} are percentiles 0 to 100, and {@code lorenz}
 * is what share of the contributions that percentage of the devices gave.
 */
final class ComparisonJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STALENESS_BINS = 60;
    private static final int DEVICES = 10;

    private ComparisonJson() {}

    static ObjectNode of(Comparison comparison) {
        ObjectNode json = JSON.createObjectNode();
        json.put("model", comparison.modelId());
        json.put("record", comparison.record());
        json.put("data", comparison.data().orElse(null));
        ArrayNode damages = json.putArray("damages");
        comparison.damages().forEach(damages::add);
        numbers(json.putArray("times"), comparison.timeline().times());
        long width = binWidth(comparison.outcomes());
        long bins = greatestStaleness(comparison.outcomes()) / width + 1;
        ArrayNode from = json.putArray("stalenessFrom");
        for (long bin = 0; bin < bins; bin++) {
            from.add(bin * width);
        }
        List<String> top = comparison.outcomes().get(0).statistics().devices().top(DEVICES);
        ArrayNode devices = json.putArray("topDevices");
        top.forEach(devices::add);
        TreeSet<RejectionReason> reasons = new TreeSet<>();
        comparison.outcomes().forEach(o -> reasons.addAll(o.statistics().refusals().keySet()));
        ArrayNode names = json.putArray("reasons");
        reasons.forEach(reason -> names.add(reason.name()));
        ArrayNode variants = json.putArray("variants");
        for (Outcome outcome : comparison.outcomes()) {
            ObjectNode variant = variants.addObject();
            outcome(variant, outcome);
            long[] counts = new long[(int) bins];
            for (Map.Entry<Long, Long> staleness : outcome.statistics().staleness().entrySet()) {
                counts[(int) (staleness.getKey() / width)] += staleness.getValue();
            }
            numbers(variant.putArray("staleness"), counts);
            ArrayNode given = variant.putArray("topDevices");
            top.forEach(device -> given.add(outcome.statistics().devices().of(device)));
            ArrayNode refused = variant.putArray("refusals");
            reasons.forEach(
                    reason ->
                            refused.add(outcome.statistics().refusals().getOrDefault(reason, 0L)));
        }
        return json;
    }

    private static void outcome(ObjectNode json, Outcome outcome) {
        LineageStatistics statistics = outcome.statistics();
        json.put("name", outcome.name());
        json.put("versions", statistics.versions());
        json.put("contributions", statistics.contributions());
        json.put("late", statistics.late());
        json.put("refused", statistics.refused());
        json.put("devices", statistics.devices().devices());
        json.put("meanStaleness", finite(statistics.meanStaleness()));
        json.put("meanWeight", finite(statistics.weights().mean()));
        numbers(json.putArray("version"), outcome.versions());
        numbers(json.putArray("distance"), outcome.distance());
        numbers(json.putArray("accuracy"), outcome.accuracy());
        numbers(json.putArray("weights"), statistics.weights().percentiles());
        numbers(json.putArray("lorenz"), statistics.devices().lorenz());
    }

    private static long greatestStaleness(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.statistics().staleness())
                .filter(staleness -> !staleness.isEmpty())
                .mapToLong(staleness -> staleness.lastKey())
                .max()
                .orElse(0);
    }

    private static long binWidth(List<Outcome> outcomes) {
        return greatestStaleness(outcomes) / STALENESS_BINS + 1;
    }

    private static void numbers(ArrayNode into, long[] values) {
        for (long value : values) {
            into.add(value);
        }
    }

    private static void numbers(ArrayNode into, double[] values) {
        for (double value : values) {
            into.add(finite(value));
        }
    }

    /** JSON has no others. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
