package io.ftte.cli.verify;

import java.util.ArrayList;
import java.util.List;

/** What is not as it should be, a line each; only so many are kept. */
final class Findings {
    private static final int KEPT = 100;

    private final List<String> lines = new ArrayList<>();
    private long more;

    void add(String line) {
        if (lines.size() < KEPT) {
            lines.add(line);
        } else {
            more++;
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (more > 0) {
            all.add("and %,d more".formatted(more));
        }
        return all;
    }
}
