package io.ftte.cli.report;

import java.util.List;
import java.util.stream.Collectors;

/** An experiment as tables for documentation. */
public final class ExperimentMarkdown {
    private ExperimentMarkdown() {}

    /** Two or three tables per cell. */
    public static String write(String name, List<Outcome> outcomes) {
        StringBuilder out = new StringBuilder("# " + name + "\n");
        for (Comparison comparison : Comparison.of(outcomes)) {
            String seeds =
                    comparison.runs().stream()
                            .map(run -> String.valueOf(run.seed()))
                            .distinct()
                            .collect(Collectors.joining(" / "));
            out.append("\n")
                    .append(comparison.cell().isEmpty() ? "" : "## " + comparison.cell() + "\n\n")
                    .append("Target accuracy ")
                    .append(comparison.runs().get(0).target())
                    .append("; seeds ")
                    .append(seeds)
                    .append(".\n");
            for (ComparisonTable table : ComparisonTable.of(comparison)) {
                out.append("\n").append(table(comparison, table));
            }
        }
        return out.toString();
    }

    private static String table(Comparison comparison, ComparisonTable table) {
        StringBuilder out = new StringBuilder("| method |");
        table.columns().forEach(column -> out.append(" ").append(column.name()).append(" |"));
        out.append("\n|---|").append("---|".repeat(table.columns().size())).append("\n");
        comparison
                .byMethod()
                .forEach(
                        (method, runs) -> {
                            out.append("| ").append(method).append(" |");
                            table.columns()
                                    .forEach(
                                            column ->
                                                    out.append(" ")
                                                            .append(
                                                                    column.cell()
                                                                            .apply(
                                                                                    comparison,
                                                                                    runs))
                                                            .append(" |"));
                            out.append("\n");
                        });
        return out.toString();
    }
}
