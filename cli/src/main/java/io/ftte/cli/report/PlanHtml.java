package io.ftte.cli.report;

import static java.util.stream.Collectors.joining;

import io.ftte.network.Block;
import io.ftte.selection.MemoryProfile;
import io.ftte.selection.Selection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The plan and its memory as one page that needs nothing else, no network and no script. */
public final class PlanHtml {
    private static final String STYLE =
            """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
td, th { text-align: left; padding: .15rem 1.2rem .15rem 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
tr.best { font-weight: bold; }
svg { width: 100%; } text { font-size: 11px; fill: currentColor; }
.grid { stroke: currentColor; opacity: .15; }
.mark { stroke: currentColor; stroke-dasharray: 5 4; }
.key { margin-right: 1rem; white-space: nowrap; }
.key svg { width: .8em; height: .8em; margin-right: .3em; }
.axis { stroke: currentColor; }
.series { fill: none; stroke-width: 2; }
.chosen { fill: none; stroke: currentColor; stroke-width: 2; }
.s0 { stroke: #2f7ebc; } .s1 { stroke: #d9722b; } .s2 { stroke: #3a9a5b; }
.s3 { stroke: #b5489a; } .s4 { stroke: #777; }
.k0 { fill: #2f7ebc; } .k1 { fill: #d9722b; } .k2 { fill: #3a9a5b; }
.k3 { fill: #b5489a; } .k4 { fill: #777; }
.p0 { fill: #777; } .p1 { fill: #b5489a; } .p2 { fill: #2f7ebc; }
.p3 { fill: #3a9a5b; } .p4 { fill: #d9722b; }
""";

    private PlanHtml() {}

    /** The whole page. */
    public static String write(PlanReport report) {
        String title = "Training plan of " + report.modelId();
        return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
        %s</style></head><body>
        <h1>%s</h1>
        %s
        <h2>Best plan by depth</h2>
        %s
        <h2>Other budgets</h2>
        <p>Each point is the best plan of some memory and payload; the ring is the plan above. Small
        micro-batches cost passes.</p>
        %s
        %s
        <h2>Memory of one training step</h2>
        <p>Moment by moment, forward and backward; dashed: the budget.</p>
        <p>%s</p>
        %s
        <h2>Full training</h2>
        <p>The same at micro-batch %d with everything trainable.</p>
        %s
        <h2>Layers</h2>
        %s
        </body></html>
        """
                .formatted(
                        Html.escape(title),
                        STYLE,
                        Html.escape(title),
                        paragraphs(report),
                        depths(report),
                        FrontierChart.write(report),
                        FrontierTable.html(report),
                        legend(),
                        MemoryChart.write(
                                report.best().memory(),
                                OptionalLong.of(report.selection().budget().memoryBytes())),
                        report.setup().microBatch(),
                        MemoryChart.write(report.fullInMicroBatches(), OptionalLong.empty()),
                        layers(report));
    }

    private static String paragraphs(PlanReport report) {
        return Stream.of(
                        Stream.of(
                                PlanText.heading(report),
                                "Gains: " + report.gains(),
                                "Trains " + PlanText.trains(report.best(), report)),
                        PlanText.comparisons(report).stream(),
                        Stream.of(PlanText.next(report)))
                .flatMap(lines -> lines)
                .map(line -> "<p>" + Html.escape(capital(line)) + ".</p>\n")
                .collect(joining());
    }

    private static String depths(PlanReport report) {
        List<String> names =
                List.of(
                        "parameters",
                        "gain",
                        "peak KiB",
                        "overhead KiB",
                        "payload KiB",
                        "micro-batch");
        return "<table><tr><th>depth</th>"
                + names.stream()
                        .map(name -> "<th class='number'>" + name + "</th>")
                        .collect(joining())
                + "</tr>\n"
                + report.selection().depths().stream()
                        .map(depth -> depthRow(report, depth))
                        .collect(joining())
                + "</table>";
    }

    private static String depthRow(PlanReport report, Selection.Depth depth) {
        return depth.best()
                .map(
                        plan ->
                                row(
                                        plan.candidate().equals(report.best().candidate()),
                                        List.of(String.valueOf(depth.depth())),
                                        List.of(
                                                PlanText.format("%,d", plan.plan().parameters()),
                                                PlanText.number(plan.gain()),
                                                kib(plan.memory().peakBytes()),
                                                kib(plan.memory().overheadBytes()),
                                                kib(report.payloadBytes(plan.plan().parameters())),
                                                String.valueOf(plan.microBatch()))))
                .orElseGet(
                        () ->
                                "<tr><td>%d</td><td colspan='6'>%s</td></tr>\n"
                                        .formatted(depth.depth(), PlanText.lacks(report, depth)));
    }

    private static String layers(PlanReport report) {
        List<Block> blocks = report.network().blocks();
        MemoryProfile memory = report.best().memory();
        return "<table><tr><th>layer</th><th>input</th><th>output</th><th>trains</th>"
                + "<th class='number'>parameters</th><th class='number'>saved KiB</th></tr>\n"
                + IntStream.range(0, blocks.size())
                        .mapToObj(l -> layerRow(report, blocks.get(l), memory.savedBytes().get(l)))
                        .collect(joining())
                + "</table>";
    }

    private static String layerRow(PlanReport report, Block block, long savedBytes) {
        return row(
                false,
                List.of(
                        block.name(),
                        block.input().toString(),
                        block.pooled().toString(),
                        block.weights().map(w -> PlanText.part(w, report.best())).orElse("–")),
                List.of(
                        block.weights()
                                .map(
                                        w ->
                                                report.best()
                                                        .plan()
                                                        .layers()
                                                        .get(w.index())
                                                        .parameters(w))
                                .map(n -> PlanText.format("%,d", n))
                                .orElse("–"),
                        kib(savedBytes)));
    }

    private static String row(boolean best, List<String> texts, List<String> numbers) {
        return (best ? "<tr class='best'>" : "<tr>")
                + texts.stream()
                        .map(text -> "<td>" + Html.escape(text) + "</td>")
                        .collect(joining())
                + numbers.stream()
                        .map(number -> "<td class='number'>" + number + "</td>")
                        .collect(joining())
                + "</tr>\n";
    }

    private static String legend() {
        return IntStream.range(0, MemoryChart.PARTS.size())
                .mapToObj(
                        i ->
                                ("<span class='key'><svg viewBox='0 0 1 1'><rect class='p%d'"
                                                + " width='1' height='1'/></svg>%s</span>")
                                        .formatted(i, MemoryChart.PARTS.get(i)))
                .collect(joining("\n"));
    }

    private static String kib(long bytes) {
        return PlanText.format("%,.2f", bytes / 1024.0);
    }

    /** A line of the text report as a sentence; names of models stay as they are. */
    private static String capital(String line) {
        return line.matches("(peak|against|more|no) .*")
                ? line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1)
                : line;
    }
}
