package io.ftte.cli.frame;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How far something is whose end is known: on a terminal one line that changes, in a log a line now
 * and then, so that short work has none.
 */
public final class ShareProgress {
    private static final int WIDTH = 24;
    private static final double TERMINAL_SECONDS = 0.2;
    private static final double LOG_SECONDS = 5;

    private final PrintWriter out;
    private final boolean terminal;
    private final String what;
    private final long begun = System.nanoTime();
    private double last;
    private boolean drawn;

    /**
     * @param terminal whether the output is one
     * @param what is going on, as a word or two before the bar
     */
    public ShareProgress(PrintWriter out, boolean terminal, String what) {
        this.out = out;
        this.terminal = terminal;
        this.what = what;
    }

    /** Of this process's output. */
    public static ShareProgress of(PrintWriter out, String what) {
        return new ShareProgress(out, Boolean.getBoolean("ftte.terminal"), what);
    }

    /**
     * Shows it, unless it has done so a moment ago.
     *
     * @param share done, 0 to 1
     */
    public void at(double share) {
        show(share, Optional.empty());
    }

    /** The same with something behind it. */
    public void at(double share, String more) {
        show(share, Optional.of(more));
    }

    /** The same of what has no end. */
    public void soFar(String text) {
        show(Double.NaN, Optional.of(text));
    }

    private synchronized void show(double share, Optional<String> more) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (seconds - last < (terminal ? TERMINAL_SECONDS : LOG_SECONDS)) {
            return;
        }
        last = seconds;
        String line =
                (Double.isNaN(share) ? what : line(share, seconds))
                        + more.map(text -> "  " + text).orElse("");
        if (terminal) {
            out.print("\r" + line + "\u001b[K");
            drawn = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    private String line(double share, double seconds) {
        int full = (int) Math.round(WIDTH * share);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %3.0f %%  %s left",
                what,
                "#".repeat(full),
                "-".repeat(WIDTH - full),
                100 * share,
                left(share, seconds));
    }

    private static String left(double share, double seconds) {
        if (share <= 0) {
            return "?";
        }
        Duration left = Duration.ofSeconds(Math.round(seconds / share * (1 - share)));
        return "%d:%02d:%02d".formatted(left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }

    /** Takes the line away, so that what follows stands in its place. */
    public synchronized void end() {
        if (drawn) {
            out.print("\r\u001b[K");
            out.flush();
            drawn = false;
        }
    }
}
