package io.ftte.cli.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows how far a run is: on a terminal one line that changes, in a log a line now and then. */
final class Progress {
    private static final int WIDTH = 24;
    private static final double LOG_SECONDS = 5;

    private final PrintWriter out;
    private final boolean terminal;
    private final double target;
    private double lastLine = Double.NEGATIVE_INFINITY;
    private double lastSeconds;
    private long lastUpdates;
    private double rate;

    /** Length of the changing line; 0 while there is none. */
    private int drawn;

    /**
     * @param terminal whether the output is one
     * @param target accuracy at which the bar is full
     */
    Progress(PrintWriter out, boolean terminal, double target) {
        this.out = out;
        this.terminal = terminal;
        this.target = target;
    }

    /** Shows the run as it is this many seconds after its start. */
    void show(RunRecord run, double seconds) {
        if (seconds - lastSeconds >= 1) {
            double measured = (run.admitted() - lastUpdates) / (seconds - lastSeconds);
            rate = lastUpdates == 0 ? measured : 0.7 * rate + 0.3 * measured;
            lastUpdates = run.admitted();
            lastSeconds = seconds;
        }
        String line = line(run, seconds);
        if (terminal) {
            out.print("\r" + line);
            drawn = line.length();
            out.flush();
        } else if (seconds - lastLine >= LOG_SECONDS) {
            lastLine = seconds;
            out.println(line);
        }
    }

    /** Says something else, above the changing line. */
    void say(String line) {
        out.println((drawn > 0 ? "\r" + " ".repeat(drawn) + "\r" : "") + line);
        out.flush();
    }

    /** Leaves the line, so that what follows stands below it. */
    void end(RunRecord run, double seconds) {
        out.println((terminal ? "\r" : "") + line(run, seconds));
        drawn = 0;
    }

    private String line(RunRecord run, double seconds) {
        int full = (int) Math.round(WIDTH * Math.min(1, run.accuracy() / target));
        return String.format(
                Locale.ROOT,
                "[%s%s] %4.0f s  version %4d  accuracy %.4f%s  updates/s %5.1f  rejected %d"
                        + "  mean staleness %.2f",
                "#".repeat(full),
                "-".repeat(WIDTH - full),
                seconds,
                run.version(),
                run.accuracy(),
                run.tenthPercentile().isPresent()
                        ? " (p10 %.4f)".formatted(run.tenthPercentile().getAsDouble())
                        : "",
                rate,
                run.rejectedTotal(),
                run.meanStaleness());
    }
}
