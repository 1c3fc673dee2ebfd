package io.ftte.cli;

import io.ftte.cli.report.CurvePoint;
import io.ftte.cli.report.MethodReport;
import io.ftte.cli.report.ReportHtml;
import io.ftte.cli.report.ReportJson;
import io.ftte.cli.report.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The end of a demonstration: a table for the terminal, files for {@code --out}. */
record DemoReport(DemoSettings settings, DemoModel model, RunRecord run) {

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
        row(out, "versions", "%d", run.version());
        row(out, "updates admitted", "%d", run.admitted());
        row(
                out,
                "updates rejected",
                "%s",
                run.rejectedTotal() == 0 ? "0" : run.rejectedTotal() + " " + run.rejected());
        row(out, "mean staleness", "%.2f versions", method.meanStaleness());
        row(out, "95 % staleness", "%.0f versions", method.p95Staleness());
        out.flush();
    }

    /** Writes {@code report.json} and {@code report.html}. */
    void write(Path directory) throws IOException {
        RunReport report = new RunReport(settings.experiment(), List.of(method()), run.fillTimes());
        Files.writeString(directory.resolve("report.json"), ReportJson.write(report));
        Files.writeString(
                directory.resolve("report.html"),
                ReportHtml.write(
                        "%d devices learn %s".formatted(settings.devices(), settings.data()),
                        report));
    }

    private MethodReport method() {
        List<CurvePoint> curve = run.curve();
        return new MethodReport(
                "ftte",
                settings.seed(),
                settings.target(),
                model.updateBytes(),
                model.payloadBytes(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                model.payloadBytes(),
                run.staleness(),
                curve);
    }

    private static void row(PrintWriter out, String name, String pattern, Object value) {
        out.printf(Locale.ROOT, "%-18s " + pattern + "%n", name, value);
    }
}
