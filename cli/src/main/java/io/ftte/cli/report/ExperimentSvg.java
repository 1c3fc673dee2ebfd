package io.ftte.cli.report;

import io.ftte.devices.simulation.RunResult.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A cell's accuracy over time as a picture of its own, for documentation: the first seed. */
public final class ExperimentSvg {
    private static final int WIDTH = 720;
    private static final int CHART = 260;
    private static final int ROW = 18;

    private ExperimentSvg() {}

    /** The picture with its legend. */
    public static String write(Comparison comparison) {
        List<Outcome> runs = comparison.firstSeed();
        int rows = (runs.size() + 1) / 2;
        StringBuilder out = new StringBuilder();
        out.append(
                format(
                        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'>%n",
                        WIDTH, CHART + (rows + 1) * ROW));
        out.append("<style>\n")
                .append(ReportHtml.STYLE)
                .append(ExperimentHtml.AGAIN)
                .append(
                        "text { font-family: system-ui, sans-serif; }</style>\n"
                                + "<rect width='100%' height='100%' fill='Canvas'/>\n");
        out.append(
                chart(runs, Point::time, "virtual seconds")
                        .replaceFirst(
                                "<svg ", format("<svg width='%d' height='%d' ", WIDTH, CHART)));
        for (int i = 0; i < runs.size(); i++) {
            int x = i < rows ? 56 : 400;
            int y = CHART + ROW * (1 + i % rows);
            out.append(
                    format(
                            "<line class='series s%d%s' x1='%d' y1='%d' x2='%d' y2='%d'/>"
                                    + "<text x='%d' y='%d'>%s</text>%n",
                            i % SvgChart.COLOURS,
                            i < SvgChart.COLOURS ? "" : " again",
                            x,
                            y - 4,
                            x + 24,
                            y - 4,
                            x + 32,
                            y,
                            Html.escape(runs.get(i).method())));
        }
        return out.append("</svg>\n").toString();
    }

    /** Of the runs' accuracy, with the target. */
    static String chart(List<Outcome> runs, ToDoubleFunction<Point> x, String label) {
        return SvgChart.logarithmicLines(
                runs.stream()
                        .map(
                                run ->
                                        new SvgChart.Series(
                                                run.method(),
                                                run.result().curve().stream()
                                                        .map(
                                                                p ->
                                                                        new SvgChart.Point(
                                                                                x.applyAsDouble(p),
                                                                                p.accuracy()))
                                                        .toList()))
                        .toList(),
                runs.get(0).target(),
                label,
                "accuracy");
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
