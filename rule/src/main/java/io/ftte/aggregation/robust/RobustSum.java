package io.ftte.aggregation.robust;

import io.ftte.encoding.DeltaReader;
import io.ftte.schemas.wire.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The sum of a slice without the outermost numbers of each coordinate. With n updates that hold a
 * coordinate, Δ_i and w_i its numbers and their weights, and t = {@link RobustRule#dropped}:
 *
 * <pre>
 * lo, hi = the (t+1)-th smallest and the (t+1)-th largest Δ_i
 * I      = the i with lo ≤ Δ_i ≤ hi
 * sum    = Σ_I w_i·Δ_i · (Σ w_i / Σ_I w_i)
 * </pre>
 *
 * that is, what the plain sum would be were the weighted mean of all Δ_i that of the ones within.
 * So whatever is made of a sum is made of this one, and where nothing is left out it has the plain
 * one's bits. Ranks go by count, as a device that lies is one however old its update is; weights
 * count among those that are left. Numbers equal to lo or hi stay, and which came first does not
 * matter to what is left.
 *
 * <p>All is rounded to float32, in admission order, coordinate by coordinate: the bits do not
 * depend on how vectors are cut. Keeps memory for 2 · n · 524 numbers. Not thread-safe.
 */
public final class RobustSum {
    private static final int BLOCK = 512;

    /**
     * Length of a row, so that rows that are made one after the other begin at the same place of a
     * cache line: 12 floats are what a header of 16 bytes leaves of one. A loop over rows that do
     * not takes half as long again, since vectors of all but one of them cross lines.
     */
    private static final int ROW = BLOCK + 12;

    /** Its square times the smallest difference of two floats is above every weight. */
    private static final float HUGE = 0x1p127f;

    private final float[] block = new float[ROW];
    private final float[] kept = new float[ROW];
    private float[][] numbers = new float[0][];
    private float[][] sorted = new float[0][];
    private SelectionNetwork network = new SelectionNetwork(2, 0);

    private record Row(float weight, int at, DeltaReader delta) {}

    /**
     * @param parts in admission order, of finite numbers; a sum is NaN where the difference of one
     *     and lo or hi is above what a float holds
     * @param length of the slice
     * @return the sum over the slice, 0 where no part reaches
     */
    public float[] of(RobustRule rule, List<KeptPart> parts, int length) {
        float[] sum = new float[length];
        int from = 0;
        for (int to : ends(parts)) {
            List<Row> rows = rows(parts, from, to);
            int dropped = rule.dropped(rows.size());
            for (int first = from; first < to; first += BLOCK) {
                add(rows, dropped, sum, first, Math.min(BLOCK, to - first));
            }
            from = to;
        }
        return sum;
    }

    /** Where a part begins or ends; between two of them the same parts hold every coordinate. */
    private static TreeSet<Integer> ends(List<KeptPart> parts) {
        TreeSet<Integer> ends = new TreeSet<>();
        for (KeptPart part : parts) {
            ends.add(part.at());
            ends.add(part.end());
        }
        return ends;
    }

    private static List<Row> rows(List<KeptPart> parts, int from, int to) {
        List<Row> rows = new ArrayList<>();
        for (KeptPart part : parts) {
            if (part.at() <= from && part.end() >= to && from < to) {
                rows.add(
                        new Row(
                                part.weight(),
                                part.at(),
                                Tensors.reader(part.encoding(), part.values(), 0, part.phase())));
            }
        }
        return rows;
    }

    private void add(List<Row> rows, int dropped, float[] sum, int first, int count) {
        int n = rows.size();
        grow(n);
        for (int i = 0; i < n; i++) {
            Row row = rows.get(i);
            row.delta.read(first - row.at, count, numbers[i], 0);
        }
        Arrays.fill(block, 0);
        if (dropped == 0) {
            for (int i = 0; i < n; i++) {
                addAll(rows.get(i).weight, numbers[i], block, count);
            }
        } else {
            if (!network.isOf(n, dropped)) {
                network = new SelectionNetwork(n, dropped);
            }
            network.apply(numbers, sorted, count);
            addWithin(rows, sorted[dropped], sorted[n - 1 - dropped], count);
        }
        System.arraycopy(block, 0, sum, first, count);
    }

    private void grow(int rows) {
        if (numbers.length < rows) {
            numbers = new float[rows][ROW];
            sorted = new float[rows][ROW];
        }
    }

    /** One index for all arrays, here and below: Java 17 takes others singly. */
    private static void addAll(float weight, float[] delta, float[] sum, int count) {
        for (int j = 0; j < count; j++) {
            sum[j] += weight * delta[j];
        }
    }

    private void addWithin(List<Row> rows, float[] low, float[] high, int count) {
        float total = 0;
        Arrays.fill(kept, 0);
        for (int i = 0; i < rows.size(); i++) {
            float weight = rows.get(i).weight;
            total += weight;
            addWithin(weight, numbers[i], low, high, kept, block, count);
        }
        for (int j = 0; j < count; j++) {
            // Weights may have been too small for a float.
            block[j] = kept[j] > 0 ? block[j] * (total / kept[j]) : 0;
        }
    }

    /** By arithmetic alone: a branch for every number would cost more than all of it. */
    private static void addWithin(
            float weight,
            float[] delta,
            float[] low,
            float[] high,
            float[] kept,
            float[] sum,
            int count) {
        for (int j = 0; j < count; j++) {
            float x = delta[j];
            float above = x - low[j];
            float below = high[j] - x;
            // 0 within: of two floats that are not equal, the difference is not 0 either.
            float beyond = (Math.abs(above) - above) + (Math.abs(below) - below);
            float counts = Math.max(weight - beyond * HUGE * HUGE, 0);
            kept[j] += counts;
            sum[j] += counts * x;
        }
    }
}
