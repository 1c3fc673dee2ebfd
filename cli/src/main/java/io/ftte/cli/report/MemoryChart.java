package io.ftte.cli.report;

import io.ftte.selection.MemoryProfile;
import io.ftte.selection.MemoryProfile.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The moments of a training step as stacked bars, one below the other in the order of time. */
final class MemoryChart {
    private static final int WIDTH = 720;
    private static final int LEFT = 190;
    private static final int RIGHT = 704;
    private static final int ROW = 18;
    private static final int BAR = 13;
    private static final double KIB = 1024;

    /** What the bars are made of; the position is the colour. */
    static final List<String> PARTS =
            List.of(
                    "weights",
                    "gradients and optimizer",
                    "saved for the backward pass",
                    "activations",
                    "im2col");

    private MemoryChart() {}

    /** Bars with a dashed line at {@code markBytes}, if there is one, on a scale of KiB. */
    static String write(MemoryProfile memory, OptionalLong markBytes) {
        List<Moment> moments = memory.moments();
        int bottom = moments.size() * ROW;
        double largest = Math.max(memory.peakBytes(), markBytes.orElse(0)) / KIB;
        Axis x = Axis.upTo(largest, LEFT, RIGHT);
        StringBuilder svg =
                new StringBuilder(
                        format(
                                "<svg viewBox='0 0 %d %d' role='img' aria-label='memory by"
                                        + " moment'>",
                                WIDTH, bottom + 40));
        for (double tick : x.ticks()) {
            svg.append(line("grid", x.pixel(tick), bottom));
            svg.append(
                    format(
                            "<text text-anchor='middle' x='%.1f' y='%d'>%,.0f</text>",
                            x.pixel(tick), bottom + 16, tick));
        }
        for (int i = 0; i < moments.size(); i++) {
            svg.append(row(memory, moments.get(i), i * ROW, x));
        }
        markBytes.ifPresent(bytes -> svg.append(line("mark", x.pixel(bytes / KIB), bottom)));
        return svg.append(
                        format(
                                "<text text-anchor='middle' x='%d' y='%d'>KiB</text></svg>\n",
                                (LEFT + RIGHT) / 2, bottom + 34))
                .toString();
    }

    private static String row(MemoryProfile memory, Moment moment, int top, Axis x) {
        String name = PlanText.lower(moment.phase()) + " " + moment.layer();
        StringBuilder row =
                new StringBuilder(
                        format(
                                "<text text-anchor='end' x='%d' y='%d'>%s</text>",
                                LEFT - 8, top + BAR - 2, Html.escape(name)));
        List<Long> parts = new ArrayList<>();
        parts.add(memory.weightBytes());
        parts.add(memory.gradientBytes() + memory.optimizerBytes());
        parts.add(moment.savedBytes());
        parts.add(moment.activationBytes());
        parts.add(moment.scratchBytes());
        long before = 0;
        for (int part = 0; part < parts.size(); part++) {
            double from = x.pixel(before / KIB);
            before += parts.get(part);
            row.append(
                    format(
                            "<rect class='p%d' x='%.1f' y='%d' width='%.1f' height='%d'>"
                                    + "<title>%s, %s: %s</title></rect>",
                            part,
                            from,
                            top + 1,
                            x.pixel(before / KIB) - from,
                            BAR,
                            Html.escape(name),
                            PARTS.get(part),
                            PlanText.kib(parts.get(part))));
        }
        return row.toString();
    }

    private static String line(String style, double x, int bottom) {
        return format("<line class='%s' x1='%.1f' y1='0' x2='%.1f' y2='%d'/>", style, x, x, bottom);
    }

    private static String format(String pattern, Object... values) {
        return PlanText.format(pattern, values);
    }
}
