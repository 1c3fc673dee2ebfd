package io.ftte.cli.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The report as one page that needs nothing else, no network and no script. */
public final class ReportHtml {
    private static final double KIB = 1024;

    /** Of series, in order. */
    static final List<String> COLOURS =
            List.of("#2f7ebc", "#d9722b", "#3a9a5b", "#b5489a", "#8a6d3b", "#777");

    static final String STYLE =
            """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
td, th { text-align: left; padding: .15rem 1.2rem .15rem 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
svg { width: 100%; } text { font-size: 11px; fill: currentColor; }
.grid { stroke: currentColor; opacity: .15; } .axis { stroke: currentColor; }
.mark { stroke: currentColor; stroke-dasharray: 5 4; opacity: .6; }
.bar { fill: #2f7ebc; } .series { fill: none; stroke-width: 2; }
.s0 { stroke: #2f7ebc; } .s1 { stroke: #d9722b; } .s2 { stroke: #3a9a5b; }
.s3 { stroke: #b5489a; } .s4 { stroke: #8a6d3b; } .s5 { stroke: #777; }
""";

    private ReportHtml() {}

    /** The whole page. */
    public static String write(String title, RunReport report) {
        double target = report.methods().stream().mapToDouble(MethodReport::target).max().orElse(1);
        return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
        %s</style></head><body>
        <h1>%s</h1>
        %s
        %s<h2>Accuracy over time</h2>
        <p>%s; dashed: the target.</p>
        %s
        <h2>Staleness</h2>
        <p>Admitted updates by the number of versions published since their base version.</p>
        %s
        <h2>Buffer</h2>
        <p>How long the buffer of each version took to fill; the first, which waits for the
        cluster to start, is left out.</p>
        %s
        <h2>Settings</h2>
        %s
        </body></html>
        """
                .formatted(
                        Html.escape(title),
                        STYLE,
                        Html.escape(title),
                        summary(report.methods()),
                        plans(report.plans()),
                        report.methods().stream().anyMatch(ReportHtml::isOwn)
                                ? "Mean over the devices, each with its own model on examples that"
                                        + " it held out, and their 10th percentile"
                                : "On held-out data",
                        SvgChart.lines(curves(report.methods()), target, "seconds", "accuracy"),
                        report.methods().stream()
                                .map(
                                        method ->
                                                SvgChart.bars(
                                                        histogram(method.staleness()),
                                                        0,
                                                        "staleness (versions)",
                                                        "updates"))
                                .collect(joining()),
                        SvgChart.bars(afterFirst(report.fillTimes()), 2, "version", "seconds"),
                        settings(report));
    }

    private static boolean isOwn(MethodReport method) {
        return method.finalTenthPercentile().isPresent();
    }

    private static List<SvgChart.Series> curves(List<MethodReport> methods) {
        List<SvgChart.Series> curves = new ArrayList<>();
        for (MethodReport method : methods) {
            curves.add(series(method.name(), method, CurvePoint::accuracy));
            if (isOwn(method)) {
                curves.add(
                        series(
                                method.name() + ", 10th percentile",
                                method,
                                point -> point.tenthPercentile().orElse(0)));
            }
        }
        return curves;
    }

    private static SvgChart.Series series(
            String name, MethodReport method, ToDoubleFunction<CurvePoint> value) {
        return new SvgChart.Series(
                name,
                method.curve().stream()
                        .map(p -> new SvgChart.Point(p.time(), value.applyAsDouble(p)))
                        .toList());
    }

    /** How often each staleness occurs, from 0 to the largest. */
    static List<Double> histogram(List<Long> staleness) {
        List<Double> counts = new ArrayList<>();
        for (long value : staleness) {
            while (counts.size() <= value) {
                counts.add(0.0);
            }
            counts.set((int) value, counts.get((int) value) + 1);
        }
        return counts;
    }

    private static String summary(List<MethodReport> methods) {
        String head =
                "<table><tr><th>method</th>"
                        + Stream.of(
                                        "target",
                                        "reached after",
                                        "updates",
                                        "final accuracy",
                                        "mean staleness",
                                        "memory of a step",
                                        "payload")
                                .map(name -> "<th class='number'>" + name + "</th>")
                                .collect(joining())
                        + "</tr>\n";
        return head + methods.stream().map(ReportHtml::row).collect(joining()) + "</table>";
    }

    /** Nothing where all devices trained one plan. */
    private static String plans(List<TrainedPlan> plans) {
        if (plans.isEmpty()) {
            return "";
        }
        String head =
                "<h2>Plans</h2>\n"
                        + "<p>In force at the end. A device trains the highest tier that it has the"
                        + " memory for, in the largest micro-batches that fit.</p>\n"
                        + "<table><tr><th>tier</th>"
                        + Stream.of(
                                        "plan",
                                        "parameters",
                                        "payload",
                                        "memory from",
                                        "updates",
                                        "devices")
                                .map(name -> "<th class='number'>" + name + "</th>")
                                .collect(joining())
                        + "</tr>\n";
        return head + plans.stream().map(ReportHtml::row).collect(joining()) + "</table>\n";
    }

    private static String row(TrainedPlan plan) {
        return row(
                String.valueOf(plan.tier()),
                List.of(
                        format("%d", plan.planId()),
                        format("%,d", plan.parameters()),
                        format("%,.1f KiB", plan.payloadBytes() / KIB),
                        format("%,.1f KiB", plan.peakMemoryBytes() / KIB),
                        format("%,d", plan.updates()),
                        format("%,d", plan.devices())));
    }

    private static String row(MethodReport method) {
        List<String> numbers =
                List.of(
                        format("%.3f", method.target()),
                        method.reached().map(p -> format("%.1f s", p.time())).orElse("never"),
                        method.reached().map(p -> format("%,d", p.updates())).orElse("–"),
                        format("%.4f", method.finalAccuracy()),
                        format("%.2f", method.meanStaleness()),
                        method.peakMemoryBytes().isPresent()
                                ? format("%,.1f KiB", method.peakMemoryBytes().getAsLong() / KIB)
                                : "–",
                        format("%,.1f KiB", method.payloadBytes() / KIB));
        return row(method.name(), numbers);
    }

    private static String row(String name, List<String> numbers) {
        return "<tr><td>"
                + Html.escape(name)
                + "</td>"
                + numbers.stream()
                        .map(number -> "<td class='number'>" + number + "</td>")
                        .collect(joining())
                + "</tr>\n";
    }

    private static String settings(RunReport report) {
        return report.experiment().entrySet().stream()
                .map(
                        entry ->
                                "<tr><td>%s</td><td>%s</td></tr>\n"
                                        .formatted(
                                                Html.escape(entry.getKey()),
                                                Html.escape(String.valueOf(entry.getValue()))))
                .collect(joining("", "<table>\n", "</table>"));
    }

    private static String format(String pattern, Object value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    private static List<Double> afterFirst(List<Double> values) {
        return values.subList(Math.min(1, values.size()), values.size());
    }
}
