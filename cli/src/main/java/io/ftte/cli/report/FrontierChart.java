package io.ftte.cli.report;

import static java.util.stream.Collectors.joining;

import io.ftte.selection.MemoryProfile;
import io.ftte.selection.PlanFrontier;
import io.ftte.selection.PlanFrontier.Line;
import io.ftte.selection.SelectedPlan;
import java.util.List;
import java.util.stream.IntStream;

/** Gain over memory, one line per payload, as inline SVG; colours come from the style sheet. */
final class FrontierChart {
    private static final double KIB = 1024;

    private FrontierChart() {}

    /** Lines with a key; a ring marks the plan. */
    static String write(PlanReport report) {
        PlanFrontier frontier = report.frontier();
        List<Line> lines = frontier.lines();
        double most =
                lines.stream()
                        .flatMap(line -> line.points().stream())
                        .map(point -> point.plan().memory())
                        .mapToLong(MemoryProfile::peakBytes)
                        .max()
                        .orElse(1);
        Axis x =
                Axis.upTo(
                        Math.max(most, report.best().memory().peakBytes()) / KIB,
                        SvgChart.LEFT,
                        SvgChart.RIGHT);
        Axis y = Axis.upTo(100, SvgChart.BOTTOM, SvgChart.TOP);
        String content =
                IntStream.range(0, lines.size())
                        .mapToObj(i -> line(frontier, lines.get(i), i, x, y))
                        .collect(joining());
        return "<p>"
                + IntStream.range(0, lines.size())
                        .mapToObj(i -> key(lines.get(i), i))
                        .collect(joining("\n"))
                + "</p>\n"
                + SvgChart.chart(
                        content + ring(frontier, report.best(), x, y),
                        x,
                        y,
                        "memory in KiB",
                        "gain in % of full training");
    }

    private static String line(PlanFrontier frontier, Line line, int colour, Axis x, Axis y) {
        return PlanText.format(
                "<polyline class='series s%d' points='%s'><title>%s</title></polyline>",
                colour,
                line.points().stream()
                        .map(
                                point ->
                                        PlanText.format(
                                                "%.1f,%.1f",
                                                memory(point.plan(), x),
                                                gain(frontier, point.plan(), y)))
                        .collect(joining(" ")),
                name(line));
    }

    private static String ring(PlanFrontier frontier, SelectedPlan plan, Axis x, Axis y) {
        return PlanText.format(
                "<circle class='chosen' cx='%.1f' cy='%.1f' r='5'><title>the plan</title></circle>",
                memory(plan, x), gain(frontier, plan, y));
    }

    private static String key(Line line, int colour) {
        return ("<span class='key'><svg viewBox='0 0 1 1'><rect class='k%d' width='1'"
                        + " height='1'/></svg>%s</span>")
                .formatted(colour, name(line));
    }

    private static String name(Line line) {
        return line.payloadShare() == 1
                ? "any payload"
                : PlanText.format("payload up to %.0f %%", 100 * line.payloadShare());
    }

    private static double memory(SelectedPlan plan, Axis x) {
        return x.pixel(plan.memory().peakBytes() / KIB);
    }

    private static double gain(PlanFrontier frontier, SelectedPlan plan, Axis y) {
        return y.pixel(Math.max(0, 100 * frontier.gainShare(plan).orElse(0)));
    }
}
