package io.ftte.selection.search;

import java.util.Arrays;

/**
 * Choices for the layers from some layer on, none of which is worse than another in all of: the
 * largest moment behind it, the parameters, the gain. Whatever the layers before it choose, a
 * choice that is worse in all three stays worse, so the optimum lies among the others. Gradients,
 * optimizer and payload grow with the parameters alone and need no number of their own.
 *
 * <p>Choices are added in the order of parameters, then of moments.
 */
final class Choices {
    private long[] rests = new long[64];
    private int[] parameters = new int[64];
    private double[] gains = new double[64];
    private int[] behind = new int[64];
    private byte[] options = new byte[64];
    private int size;

    // The largest gain up to a moment, of those added: both ascending.
    private long[] stairRests = new long[64];
    private double[] stairGains = new double[64];
    private int stairs;

    /** Behind the last layer: nothing. */
    static Choices end() {
        Choices end = new Choices();
        end.add(0, 0, 0, 0, 0);
        return end;
    }

    int size() {
        return size;
    }

    /** R, bytes of the largest moment from the layer on, without what layers before it save. */
    long rest(int choice) {
        return rests[choice];
    }

    /** Those that train from the layer on. */
    int parameters(int choice) {
        return parameters[choice];
    }

    double gain(int choice) {
        return gains[choice];
    }

    /** Place among the next layer's choices. */
    int behind(int choice) {
        return behind[choice];
    }

    /** What the layer itself chose. */
    int option(int choice) {
        return options[choice];
    }

    /** Adds a choice unless one that was added dominates it; the first of equal ones stays. */
    void add(long rest, int count, double gain, int next, int option) {
        int place = Arrays.binarySearch(stairRests, 0, stairs, rest);
        int below = place >= 0 ? place : -place - 2;
        if (below >= 0 && stairGains[below] >= gain) {
            return;
        }
        climb(place >= 0 ? place : -place - 1, rest, gain);
        if (size == rests.length) {
            int more = 2 * size;
            rests = Arrays.copyOf(rests, more);
            parameters = Arrays.copyOf(parameters, more);
            gains = Arrays.copyOf(gains, more);
            behind = Arrays.copyOf(behind, more);
            options = Arrays.copyOf(options, more);
        }
        rests[size] = rest;
        parameters[size] = count;
        gains[size] = gain;
        behind[size] = next;
        options[size++] = (byte) option;
    }

    /** A stair at the place, in place of those behind it that gain no more. */
    private void climb(int at, long rest, double gain) {
        int to = at;
        while (to < stairs && stairGains[to] <= gain) {
            to++;
        }
        if (stairs == stairRests.length) {
            stairRests = Arrays.copyOf(stairRests, 2 * stairs);
            stairGains = Arrays.copyOf(stairGains, 2 * stairs);
        }
        System.arraycopy(stairRests, to, stairRests, at + 1, stairs - to);
        System.arraycopy(stairGains, to, stairGains, at + 1, stairs - to);
        stairRests[at] = rest;
        stairGains[at] = gain;
        stairs += at + 1 - to;
    }

    /** Only those whose value is among the largest, about {@code most}, in the same order. */
    Choices best(double[] values, int most) {
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        double least = sorted[size - most];
        Choices best = new Choices();
        for (int i = 0; i < size && best.size < 2 * most; i++) {
            if (values[i] >= least) {
                best.add(rests[i], parameters[i], gains[i], behind[i], options[i]);
            }
        }
        return best;
    }
}
