package io.ftte.cli.watch.state;

/** Text and numbers from topics, cut to a size that may be kept and shown. */
final class Texts {
    /** Characters of an id; the job's own ids have at most 256 bytes. */
    static final int ID = 256;

    /** Characters of a line for a person. */
    static final int LINE = 240;

    private static final double PLACES = 1e4;

    private Texts() {}

    static String id(String text) {
        return cut(text, ID);
    }

    static String line(String text) {
        return cut(text, LINE);
    }

    /** To four places, so that a snapshot stays short; what is no number becomes 0. */
    static double rounded(double value) {
        return Double.isFinite(value) ? Math.round(value * PLACES) / PLACES : 0;
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most - 1) + "…" : text;
    }
}
