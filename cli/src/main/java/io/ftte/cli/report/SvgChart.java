package io.ftte.cli.report;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Small charts as inline SVG; colours come from the page's style sheet. */
final class SvgChart {
    /** After so many series the colours begin again, dashed. */
    static final int COLOURS = 6;

    private static final int WIDTH = 720;
    private static final int HEIGHT = 260;
    static final int LEFT = 56;
    static final int RIGHT = 704;
    static final int TOP = 28;
    static final int BOTTOM = 216;

    /** A named line through points, x ascending. */
    record Series(String name, List<Point> points) {}

    record Point(double x, double y) {}

    private SvgChart() {}

    /** Lines over a common scale, with a dashed horizontal line at {@code mark}. */
    static String lines(List<Series> series, double mark, String xLabel, String yLabel) {
        return lines(series, Axis.upTo(largestX(series), LEFT, RIGHT), mark, xLabel, yLabel);
    }

    /** The same with x in powers of ten, for methods that differ by factors. */
    static String logarithmicLines(List<Series> series, double mark, String xLabel, String yLabel) {
        double smallest =
                series.stream()
                        .flatMap(s -> s.points().stream())
                        .mapToDouble(Point::x)
                        .filter(value -> value > 0)
                        .min()
                        .orElse(1);
        Axis x = Axis.powersOfTen(smallest, largestX(series), LEFT, RIGHT);
        return lines(series, x, mark, xLabel, yLabel);
    }

    private static double largestX(List<Series> series) {
        return series.stream()
                .flatMap(s -> s.points().stream())
                .mapToDouble(Point::x)
                .max()
                .orElse(1);
    }

    private static String lines(
            List<Series> series, Axis x, double mark, String xLabel, String yLabel) {
        double lowest =
                series.stream()
                        .flatMap(s -> s.points().stream())
                        .mapToDouble(Point::y)
                        .min()
                        .orElse(0);
        Axis y = Axis.between(Math.min(lowest, mark), 1, BOTTOM, TOP);
        StringBuilder content = new StringBuilder();
        content.append(line("mark", LEFT, y.pixel(mark), RIGHT, y.pixel(mark)));
        for (int i = 0; i < series.size(); i++) {
            content.append(
                    format(
                            "<polyline class='series s%d%s'"
                                    + " points='%s'><title>%s</title></polyline>",
                            i % COLOURS,
                            i < COLOURS ? "" : " again",
                            series.get(i).points().stream()
                                    .map(p -> format("%.1f,%.1f", x.pixel(p.x()), y.pixel(p.y())))
                                    .collect(joining(" ")),
                            Html.escape(series.get(i).name())));
        }
        return chart(content.toString(), x, y, xLabel, yLabel);
    }

    /** One bar per value, the first at {@code firstX}. */
    static String bars(List<Double> values, int firstX, String xLabel, String yLabel) {
        Axis x = Axis.upTo(firstX + values.size(), LEFT, RIGHT);
        Axis y =
                Axis.upTo(
                        values.stream().mapToDouble(Double::doubleValue).max().orElse(1),
                        BOTTOM,
                        TOP);
        double width = Math.max(1, (x.pixel(1) - x.pixel(0)) * 0.85);
        String content =
                IntStream.range(0, values.size())
                        .mapToObj(
                                i ->
                                        format(
                                                "<rect class='bar' x='%.1f' y='%.1f' width='%.1f'"
                                                    + " height='%.1f'><title>%d: %s</title></rect>",
                                                x.pixel(firstX + i),
                                                y.pixel(values.get(i)),
                                                width,
                                                BOTTOM - y.pixel(values.get(i)),
                                                firstX + i,
                                                number(values.get(i))))
                        .collect(joining());
        return chart(content, x, y, xLabel, yLabel);
    }

    /** Content within axes, grid and labels. */
    static String chart(String content, Axis x, Axis y, String xLabel, String yLabel) {
        StringBuilder svg =
                new StringBuilder(
                        format(
                                "<svg viewBox='0 0 %d %d' role='img' aria-label='%s over %s'>",
                                WIDTH, HEIGHT, Html.escape(yLabel), Html.escape(xLabel)));
        for (double tick : y.ticks()) {
            svg.append(line("grid", LEFT, y.pixel(tick), RIGHT, y.pixel(tick)))
                    .append(text("end", LEFT - 6, y.pixel(tick) + 4, number(tick)));
        }
        for (double tick : x.ticks()) {
            svg.append(text("middle", x.pixel(tick), BOTTOM + 16, number(tick)));
        }
        return svg.append(content)
                .append(line("axis", LEFT, BOTTOM, RIGHT, BOTTOM))
                .append(text("middle", (LEFT + RIGHT) / 2.0, HEIGHT - 8, xLabel))
                .append(text("start", 4, 10, yLabel))
                .append("</svg>\n")
                .toString();
    }

    private static String line(String style, double x1, double y1, double x2, double y2) {
        return format(
                "<line class='%s' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>",
                style, x1, y1, x2, y2);
    }

    private static String text(String anchor, double x, double y, String text) {
        return format(
                "<text text-anchor='%s' x='%.1f' y='%.1f'>%s</text>",
                anchor, x, y, Html.escape(text));
    }

    /** At most three significant decimals, none that are zero. */
    private static String number(double value) {
        return format("%.3f", value).replaceFirst("\\.?0+$", "");
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
