package io.ftte.cli.report;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.selection.PlanFrontier.Point;
import io.ftte.selection.SelectedPlan;
import java.util.ArrayList;
import java.util.List;

/** What other budgets buy, by memory: for people, for the page and for programs. */
final class FrontierTable {
    private static final List<String> NAMES =
            List.of(
                    "peak KiB",
                    "micro-batch",
                    "passes per step",
                    "payload KiB",
                    "parameters",
                    "gain of full");
    private static final String ROW = "%s %12s %12s %16s %12s %12s %13s";

    private FrontierTable() {}

    static List<String> text(PlanReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("other budgets, each with its best plan:");
        lines.add(row(" ", NAMES));
        for (Point point : report.frontier().points()) {
            lines.add(row(isBest(report, point) ? "*" : " ", cells(report, point)));
        }
        return lines;
    }

    private static String row(String mark, List<String> cells) {
        List<String> all = new ArrayList<>(List.of(mark));
        all.addAll(cells);
        return ROW.formatted(all.toArray());
    }

    static String html(PlanReport report) {
        return "<table>"
                + html("<tr>", "th", NAMES)
                + report.frontier().points().stream()
                        .map(
                                point ->
                                        html(
                                                isBest(report, point)
                                                        ? "<tr class='best'>"
                                                        : "<tr>",
                                                "td",
                                                cells(report, point)))
                        .collect(joining())
                + "</table>";
    }

    private static String html(String row, String cell, List<String> values) {
        return row
                + values.stream()
                        .map(value -> "<%s class='number'>%s</%s>".formatted(cell, value, cell))
                        .collect(joining())
                + "</tr>\n";
    }

    static void json(PlanReport report, ArrayNode out) {
        for (Point point : report.frontier().points()) {
            SelectedPlan plan = point.plan();
            ObjectNode object =
                    out.addObject()
                            .put("peakBytes", plan.memory().peakBytes())
                            .put("microBatch", plan.microBatch())
                            .put("passes", report.passes(plan))
                            .put("payloadBytes", point.payloadBytes())
                            .put("parameters", plan.plan().parameters())
                            .put("gain", plan.gain());
            report.frontier().gainShare(plan).ifPresent(share -> object.put("gainShare", share));
        }
    }

    private static List<String> cells(PlanReport report, Point point) {
        SelectedPlan plan = point.plan();
        return List.of(
                PlanText.plain(plan.memory().peakBytes()),
                String.valueOf(plan.microBatch()),
                String.valueOf(report.passes(plan)),
                PlanText.plain(point.payloadBytes()),
                PlanText.format("%,d", plan.plan().parameters()),
                share(report, plan));
    }

    private static String share(PlanReport report, SelectedPlan plan) {
        return report.frontier().gainShare(plan).stream()
                .mapToObj(share -> PlanText.format("%.1f %%", 100 * share))
                .findFirst()
                .orElse("–");
    }

    private static boolean isBest(PlanReport report, Point point) {
        return point.plan().equals(report.best());
    }
}
