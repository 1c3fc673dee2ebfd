package io.ftte.cli.experiment;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** How far an experiment is: on a terminal one line that changes, in a log a line per run. */
final class SimulationProgress {
    private static final int WIDTH = 24;

    private final PrintWriter out;
    private final boolean terminal;
    private final long started = System.nanoTime();
    private int runs;
    private int skipped;
    private int done;
    private String name = "";
    private long horizon = 1;

    SimulationProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void start(int runs) {
        this.runs = runs;
    }

    /** A run was done before. */
    void skip() {
        skipped++;
        done++;
    }

    void begin(String method, long seed, long horizon) {
        this.name = method + ", seed " + seed;
        this.horizon = horizon;
        at(0);
    }

    /** The present run is so many updates far. */
    void at(long updates) {
        if (terminal) {
            out.print("\r" + line((double) updates / horizon) + "\u001b[K");
            out.flush();
        }
    }

    void done(double accuracy) {
        done++;
        String line = String.format(Locale.ROOT, "%s  final accuracy %.4f", line(0), accuracy);
        out.println((terminal ? "\r" : "") + line + (terminal ? "\u001b[K" : ""));
        out.flush();
    }

    void end() {
        if (skipped > 0) {
            out.printf("%d of %d runs were done before%n", skipped, runs);
        }
        out.flush();
    }

    private String line(double share) {
        double part = (done + share) / runs;
        int full = (int) Math.round(WIDTH * part);
        return String.format(
                Locale.ROOT,
                "[%s%s] %d/%d  %s left  %s",
                "#".repeat(full),
                "-".repeat(WIDTH - full),
                done,
                runs,
                left(share),
                name);
    }

    private String left(double share) {
        double worked = done - skipped + share;
        if (worked <= 0) {
            return "?";
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        Duration left = Duration.ofSeconds(Math.round(seconds / worked * (runs - done - share)));
        return "%d:%02d:%02d".formatted(left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }
}
