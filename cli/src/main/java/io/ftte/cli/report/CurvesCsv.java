package io.ftte.cli.report;

import io.ftte.devices.simulation.RunResult.Point;
import java.util.List;
import java.util.Locale;

/** Every point of every curve, a line each. */
public final class CurvesCsv {
    private CurvesCsv() {}

    /** With a heading. */
    public static String write(List<Outcome> runs) {
        StringBuilder out =
                new StringBuilder(
                        "cell,method,seed,seconds,updates,version,accuracy,"
                                + "bytesUp,bytesDown,deviceSeconds\n");
        for (Outcome run : runs) {
            for (Point p : run.result().curve()) {
                out.append(
                        String.format(
                                Locale.ROOT,
                                "%s,%s,%d,%.3f,%d,%d,%.6f,%d,%d,%.3f%n",
                                quoted(run.cell()),
                                quoted(run.method()),
                                run.seed(),
                                p.time(),
                                p.updates(),
                                p.version(),
                                p.accuracy(),
                                p.bytesUp(),
                                p.bytesDown(),
                                p.deviceSeconds()));
            }
        }
        return out.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
