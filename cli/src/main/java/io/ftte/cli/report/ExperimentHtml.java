package io.ftte.cli.report;

import static java.util.stream.Collectors.joining;

import io.ftte.devices.simulation.RunResult.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** An experiment as one page that needs nothing else, no network and no script. */
public final class ExperimentHtml {
    static final String AGAIN = ".again { stroke-dasharray: 6 3; }\n";

    private static final String STYLE =
            """
body { max-width: 72rem; }
.wide { overflow-x: auto; } .wide td, .wide th { padding-right: .9rem; white-space: nowrap; }
ul.legend { list-style: none; padding: 0; columns: 2; }
.key { display: inline-block; width: 1.2rem; height: .25rem; margin: 0 .5rem .2rem 0; }
.key.dashed { background-image: linear-gradient(90deg, Canvas 40%, transparent 40%);
  background-size: .4rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 1rem; }
.share { display: inline-block; height: .8rem; background: #2f7ebc; }
""";

    private ExperimentHtml() {}

    /** The whole page. */
    public static String write(String name, List<Outcome> outcomes) {
        String body = Comparison.of(outcomes).stream().map(ExperimentHtml::cell).collect(joining());
        return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <style>
        %2$s%3$s</style></head><body>
        <h1>%1$s</h1>
        <p>Simulated devices on a virtual clock; their training is real. Curves: the first seed,
        x in powers of ten; dashed: the target. Tables: every seed.</p>
        %4$s
        </body></html>
        """
                .formatted(Html.escape(name), ReportHtml.STYLE, STYLE + AGAIN + keys(), body);
    }

    private static String keys() {
        return IntStream.range(0, SvgChart.COLOURS)
                .mapToObj(i -> ".k%d { background: %s; }".formatted(i, ReportHtml.COLOURS.get(i)))
                .collect(joining("\n", "", "\n"));
    }

    private static String cell(Comparison comparison) {
        List<Outcome> runs = comparison.firstSeed();
        return """
        <h2>%s</h2>
        %s
        <div class="charts">
        <div><h3>Accuracy over time</h3>%s</div>
        <div><h3>Accuracy over bytes, up and down</h3>%s</div>
        <div><h3>Accuracy over device work</h3>%s</div>
        <div><h3>Memory of a step, and payload</h3>%s%s</div>
        </div>
        %s
        <h3>Staleness</h3>
        <div class="charts">%s</div>
        """
                .formatted(
                        Html.escape(comparison.cell().isEmpty() ? "Results" : comparison.cell()),
                        legend(runs),
                        ExperimentSvg.chart(runs, Point::time, "virtual seconds"),
                        ExperimentSvg.chart(runs, p -> Outcome.bytes(p) / 1e6, "MB"),
                        ExperimentSvg.chart(runs, p -> p.deviceSeconds() / 3600, "device hours"),
                        bars(runs, "Peak memory", o -> o.result().peakMemoryBytes()),
                        bars(runs, "Payload of an update", o -> o.result().payloadBytes()),
                        tables(comparison),
                        runs.stream().map(ExperimentHtml::staleness).collect(joining()));
    }

    private static String legend(List<Outcome> runs) {
        return IntStream.range(0, runs.size())
                .mapToObj(
                        i ->
                                "<li><span class='key k%d%s'></span>%s</li>"
                                        .formatted(
                                                i % SvgChart.COLOURS,
                                                i < SvgChart.COLOURS ? "" : " dashed",
                                                Html.escape(runs.get(i).method())))
                .collect(joining("", "<ul class='legend'>", "</ul>"));
    }

    private static String bars(List<Outcome> runs, String title, ToLongFunction<Outcome> bytes) {
        double largest = runs.stream().mapToLong(bytes).max().orElse(1);
        return runs.stream()
                .map(
                        run ->
                                String.format(
                                        Locale.ROOT,
                                        "<tr><td>%s</td><td class='number'>%,.1f KiB</td><td>"
                                                + "<span class='share' style='width:%.1frem'>"
                                                + "</span></td></tr>",
                                        Html.escape(run.method()),
                                        bytes.applyAsLong(run) / 1024.0,
                                        10 * bytes.applyAsLong(run) / largest))
                .collect(joining("", "<table><tr><th>" + title + "</th></tr>", "</table>"));
    }

    private static String tables(Comparison comparison) {
        StringBuilder out = new StringBuilder();
        for (ComparisonTable table : ComparisonTable.of(comparison)) {
            out.append("<div class='wide'><table><tr><th>method</th>");
            table.columns().forEach(c -> out.append("<th>").append(c.name()).append("</th>"));
            comparison
                    .byMethod()
                    .forEach(
                            (method, runs) -> {
                                out.append("</tr>\n<tr><td>").append(Html.escape(method));
                                table.columns()
                                        .forEach(
                                                c ->
                                                        out.append("</td><td>")
                                                                .append(
                                                                        c.cell()
                                                                                .apply(
                                                                                        comparison,
                                                                                        runs)));
                                out.append("</td>");
                            });
            out.append("</tr></table></div>\n");
        }
        return out.toString();
    }

    private static String staleness(Outcome run) {
        return "<div>"
                + Html.escape(run.method())
                + SvgChart.bars(
                        run.result().staleness().stream().map(Long::doubleValue).toList(),
                        0,
                        "staleness (versions)",
                        "updates")
                + "</div>";
    }
}
