package io.ftte.schemas.text;

import java.util.Collection;
import java.util.Comparator;

/** Finds the known name that somebody who mistyped one most likely meant. */
public final class NearestName {
    private NearestName() {}

    /**
     * The name with the smallest Levenshtein distance to what was typed, the alphabetically first
     * of several.
     *
     * @throws IllegalArgumentException if no name is known
     */
    public static String of(String typed, Collection<String> known) {
        return known.stream()
                .min(
                        Comparator.<String>comparingInt(name -> distance(typed, name))
                                .thenComparing(Comparator.naturalOrder()))
                .orElseThrow(() -> new IllegalArgumentException("No known names to compare with"));
    }

    /** Levenshtein distance in UTF-16 units, with one row of the table in memory. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
