package io.ftte.cli.model;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/** Version numbers for a person. */
final class VersionRanges {
    private static final int SHOWN = 10;

    private VersionRanges() {}

    /** Such as {@code 0, 7–9}; of many ranges the newest ones. */
    static String text(NavigableSet<Long> versions) {
        List<String> ranges = new ArrayList<>();
        for (long start : versions) {
            if (!versions.contains(start - 1)) {
                long end = start;
                while (versions.contains(end + 1)) {
                    end++;
                }
                ranges.add(start == end ? Long.toString(start) : start + "–" + end);
            }
        }
        int hidden = Math.max(0, ranges.size() - SHOWN);
        return (hidden > 0 ? "…, " : "") + String.join(", ", ranges.subList(hidden, ranges.size()));
    }
}
