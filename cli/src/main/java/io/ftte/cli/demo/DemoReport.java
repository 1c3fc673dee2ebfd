package io.ftte.cli.demo;

import io.ftte.cli.report.CurvePoint;
import io.ftte.cli.report.MethodReport;
import io.ftte.cli.report.ReportHtml;
import io.ftte.cli.report.ReportJson;
import io.ftte.cli.report.RunReport;
import io.ftte.cli.report.TrainedPlan;
import io.ftte.devices.client.PlanSubset;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.TrainablePlan;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.MemoryProfile;
import io.ftte.selection.TrainingSetup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The end of a demonstration: a table for the terminal, files for {@code --out}.
 *
 * @param updateBytes of the records that carried an update, on average
 */
record DemoReport(DemoSettings settings, DemoModel model, RunRecord run, long updateBytes) {

    /** The table. */
    void print(PrintWriter out) {
        MethodReport method = method();
        out.println();
        row(out, "target accuracy", "%.4f", settings.target());
        row(
                out,
                "reached",
                "%s",
                method.reached()
                        .map(
                                point ->
                                        "after %.1f s, version %d, %d updates"
                                                .formatted(
                                                        point.time(),
                                                        point.version(),
                                                        point.updates()))
                        .orElse("never"));
        row(out, "final accuracy", "%.4f", run.accuracy());
        run.tenthPercentile().ifPresent(tenth -> printOwn(out, tenth));
        row(out, "versions", "%d", run.version());
        row(out, "updates admitted", "%d", run.admitted());
        row(
                out,
                "rejected",
                "%s",
                run.rejectedTotal() == 0 ? "0" : run.rejectedTotal() + " " + run.rejected());
        if (settings.tiers() > 1) {
            plans().forEach(plan -> row(out, "tier " + plan.tier(), "%s", DemoPlans.row(plan)));
        } else {
            run.plan().ifPresent(plan -> printMemory(out, plan));
        }
        row(out, "mean staleness", "%.2f versions", method.meanStaleness());
        row(out, "95 % staleness", "%.0f versions", method.p95Staleness());
        out.flush();
    }

    /** Writes {@code report.json} and {@code report.html}. */
    void write(Path directory) throws IOException {
        RunReport report =
                new RunReport(
                        settings.experiment(),
                        List.of(method()),
                        run.fillTimes(),
                        settings.tiers() > 1 ? plans() : List.of());
        Files.writeString(directory.resolve("report.json"), ReportJson.write(report));
        Files.writeString(
                directory.resolve("report.html"),
                ReportHtml.write(
                        settings.devices() == 0
                                ? "Devices learn " + settings.data()
                                : "%d devices learn %s"
                                        .formatted(settings.devices(), settings.data()),
                        report));
    }

    private MethodReport method() {
        Optional<MemoryProfile> memory =
                run.plan().map(plan -> DemoTraining.memory(model.network(), setup(), plan));
        long payload =
                Float.BYTES
                        * run.plan()
                                .map(plan -> PlanSubset.of(plan).length())
                                .orElse(model.network().parameterCount());
        List<CurvePoint> curve = run.curve();
        return new MethodReport(
                "ftte",
                settings.seed(),
                settings.target(),
                updateBytes,
                payload,
                memory.map(m -> OptionalLong.of(m.peakBytes())).orElse(OptionalLong.empty()),
                memory.map(m -> OptionalLong.of(m.overheadBytes())).orElse(OptionalLong.empty()),
                payload,
                run.staleness(),
                curve);
    }

    private List<TrainedPlan> plans() {
        return DemoPlans.of(settings, model).inForce(run);
    }

    private TrainingSetup setup() {
        return DemoTraining.setup(settings.tiers());
    }

    private void printOwn(PrintWriter out, double tenthPercentile) {
        row(
                out,
                "10th percentile",
                "%s",
                "%.4f of the %d devices; accuracy is their mean, each with its own model on its own"
                                .formatted(tenthPercentile, settings.devices())
                        + " held-out examples");
    }

    private void printMemory(PrintWriter out, TrainablePlan plan) {
        long full =
                new MemoryModel(model.network(), setup())
                        .profile(NetworkPlan.full(model.network()))
                        .peakBytes();
        long peak = DemoTraining.memory(model.network(), setup(), plan).peakBytes();
        row(
                out,
                "memory of a step",
                "%s",
                "%.1f KiB peak, %.0f %% less than training everything"
                        .formatted(peak / 1024.0, 100 - 100.0 * peak / full));
        row(
                out,
                "payload",
                "%s",
                "%,d parameters of %,d"
                                .formatted(
                                        PlanSubset.of(plan).length(),
                                        model.network().parameterCount())
                        + (settings.personal()
                                ? "; %,d stay personal".formatted(model.personalCount())
                                : ""));
    }

    private static void row(PrintWriter out, String name, String pattern, Object value) {
        out.printf(Locale.ROOT, "%-18s " + pattern + "%n", name, value);
    }
}
