package io.ftte.cli.report;

import static java.util.stream.Collectors.joining;

import io.ftte.network.LayerPlan;
import io.ftte.network.Weights;
import io.ftte.selection.MemoryProfile;
import io.ftte.selection.SelectedPlan;
import io.ftte.selection.Selection;
import io.ftte.selection.TrainingSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The plan for people, in lines; every figure says what it is and against what. */
public final class PlanText {
    private static final String ROW = "%s %5s  %-12s %11s %12s %12s %12s %12s %12s";

    private PlanText() {}

    /** Heading, the best plan of each depth, and what the optimum is. */
    public static String write(PlanReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(heading(report));
        lines.add("gains: " + report.gains());
        lines.add("");
        lines.add(
                ROW.formatted(
                        " ",
                        "depth",
                        "from layer",
                        "parameters",
                        "gain",
                        "peak KiB",
                        "overhead KiB",
                        "payload KiB",
                        "micro-batch"));
        for (Selection.Depth depth : report.selection().depths()) {
            lines.add(row(report, depth));
        }
        lines.add("");
        lines.add("the plan marked * trains " + trains(report.best(), report));
        lines.addAll(comparisons(report));
        lines.add(next(report));
        lines.add("");
        lines.addAll(FrontierTable.text(report));
        return String.join(System.lineSeparator(), lines);
    }

    static String heading(PlanReport report) {
        TrainingSetup setup = report.setup();
        return format(
                "%s: %,d parameters; batch %d, micro-batch %d%s, %s, %s; budget %s%s",
                report.modelId(),
                report.network().parameterCount(),
                setup.batch(),
                setup.microBatch(),
                report.inMicroBatches()
                        ? format(" (%d passes per step)", report.passes(report.best()))
                        : "",
                lower(setup.convolution()),
                lower(setup.optimizer()),
                kib(report.selection().budget().memoryBytes()),
                report.withinPayload()
                        ? ", payload " + kib(report.selection().budget().payloadBytes())
                        : "");
    }

    /** As in {@code conv6 (bias and 56 of 64 input channels), dense (all)}. */
    static String trains(SelectedPlan plan, PlanReport report) {
        return report.network().weights().stream()
                .filter(w -> plan.plan().layers().get(w.index()).trains())
                .map(w -> w.layer().name() + " (" + part(w, plan) + ")")
                .collect(joining(", "));
    }

    static String part(Weights weights, SelectedPlan plan) {
        LayerPlan layer = plan.plan().layers().get(weights.index());
        int channels = layer.inputChannels().size();
        if (!layer.trains()) {
            return "frozen";
        }
        if (channels == 0) {
            return "bias";
        }
        return channels == weights.channels()
                ? "all"
                : "bias and %d of %d input channels".formatted(channels, weights.channels());
    }

    /** What the plan costs, and the same against each baseline by name. */
    static List<String> comparisons(PlanReport report) {
        MemoryProfile memory = report.best().memory();
        int parameters = report.best().plan().parameters();
        MemoryProfile.Moment largest = memory.largest();
        List<String> lines = new ArrayList<>();
        lines.add(
                format(
                        "peak %s (%s of %s), overhead beyond the weights %s, payload %s one way"
                                + " (%s)",
                        kib(memory.peakBytes()),
                        lower(largest.phase()),
                        largest.layer(),
                        kib(memory.overheadBytes()),
                        kib(report.payloadBytes(parameters)),
                        report.encoding()));
        lines.add(against("batch " + report.setup().batch(), report, report.full()));
        if (report.inMicroBatches()) {
            lines.add(
                    against(
                            "micro-batch " + report.setup().microBatch(),
                            report,
                            report.fullInMicroBatches()));
        }
        return lines;
    }

    static String next(PlanReport report) {
        return report.selection()
                .next()
                .map(
                        plan ->
                                format(
                                        "more gain (%s) needs a budget of %s: %s",
                                        number(plan.gain()),
                                        kib(plan.memory().peakBytes()),
                                        trains(plan, report)))
                .orElse(
                        report.withinPayload()
                                ? "no memory gains more within the payload"
                                : "no budget gains more");
    }

    static String kib(long bytes) {
        return format("%,.2f KiB", bytes / 1024.0);
    }

    /** At most six significant decimals, none that are zero. */
    static String number(double value) {
        return format("%,.6f", value).replaceFirst("\\.?0+$", "");
    }

    private static String row(PlanReport report, Selection.Depth depth) {
        List<Weights> layers = report.network().weights();
        String from = layers.get(layers.size() - depth.depth()).layer().name();
        return depth.best()
                .map(
                        plan ->
                                ROW.formatted(
                                        plan.candidate().equals(report.best().candidate())
                                                ? "*"
                                                : " ",
                                        depth.depth(),
                                        from,
                                        format("%,d", plan.plan().parameters()),
                                        number(plan.gain()),
                                        plain(plan.memory().peakBytes()),
                                        plain(plan.memory().overheadBytes()),
                                        plain(report.payloadBytes(plan.plan().parameters())),
                                        plan.microBatch()))
                .orElseGet(
                        () -> format("  %5d  %-12s %s", depth.depth(), from, lacks(report, depth)));
    }

    /** Why nothing of a depth fits. */
    static String lacks(PlanReport report, Selection.Depth depth) {
        return depth.smallestPayloadBytes() > report.selection().budget().payloadBytes()
                ? "sends at least " + kib(depth.smallestPayloadBytes())
                : "needs at least " + kib(depth.smallestBytes());
    }

    private static String against(String what, PlanReport report, MemoryProfile full) {
        MemoryProfile memory = report.best().memory();
        int all = report.network().parameterCount();
        return format(
                "against full training at %s: peak %s from %s, overhead %s from %s, payload %s from"
                        + " %s",
                what,
                change(memory.peakBytes(), full.peakBytes()),
                kib(full.peakBytes()),
                change(memory.overheadBytes(), full.overheadBytes()),
                kib(full.overheadBytes()),
                change(
                        report.payloadBytes(report.best().plan().parameters()),
                        report.payloadBytes(all)),
                kib(report.payloadBytes(all)));
    }

    private static String change(long bytes, long baseline) {
        return format("%+.1f %%", 100.0 * bytes / baseline - 100).replace('-', '−');
    }

    static String plain(long bytes) {
        return format("%,.2f", bytes / 1024.0);
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
