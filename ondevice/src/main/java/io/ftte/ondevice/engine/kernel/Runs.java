package io.ftte.ondevice.engine.kernel;

import java.util.List;

/**
 * An ascending set of channels as an array of runs: from, to, from, to, … with {@code to}
 * exclusive.
 */
public final class Runs {

    private Runs() {}

    public static int[] of(List<Integer> channels) {
        int count = 0;
        for (int i = 0; i < channels.size(); i++) {
            count += startsRun(channels, i) ? 1 : 0;
        }
        int[] runs = new int[2 * count];
        int at = -2;
        for (int i = 0; i < channels.size(); i++) {
            if (startsRun(channels, i)) {
                at += 2;
                runs[at] = channels.get(i);
            }
            runs[at + 1] = channels.get(i) + 1;
        }
        return runs;
    }

    private static boolean startsRun(List<Integer> channels, int i) {
        return i == 0 || channels.get(i) != channels.get(i - 1) + 1;
    }

    /** Number of channels. */
    public static int length(int[] runs) {
        int length = 0;
        for (int r = 0; r < runs.length; r += 2) {
            length += runs[r + 1] - runs[r];
        }
        return length;
    }
}
