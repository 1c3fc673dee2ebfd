package io.ftte.aggregation;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;

/**
 * Computes {@link UpdateStatistics} of an encoded chunk, block by block, without allocating.
 *
 * <p>Each block of 1,024 components is decoded once into a scratch that stays in cache and summed
 * in two passes (mean first, then deviations), which is stable whatever the mean; blocks are merged
 * by Chan's rule in ascending order, so the result depends on the chunk alone.
 */
public final class StatisticsAccumulator {
    private static final int BLOCK = 1024;

    private final float[] scratch = new float[BLOCK];
    private long count;
    private double mean;
    private double m2;
    private double sumSquares;

    /** Statistics of {@code components} numbers that start at {@code offset} of {@code bytes}. */
    public StatisticsAccumulator compute(
            TensorEncoding encoding, byte[] bytes, int offset, int components) {
        count = 0;
        mean = 0;
        m2 = 0;
        sumSquares = 0;
        for (int first = 0; first < components; first += BLOCK) {
            int size = Math.min(BLOCK, components - first);
            Tensors.decode(encoding, bytes, offset, 0, first, size, scratch, 0);
            add(size);
        }
        return this;
    }

    private void add(int size) {
        double sum = sum(size);
        double blockMean = sum / size;
        long total = count + size;
        double delta = blockMean - mean;
        mean += delta * size / total;
        m2 += squares(size, blockMean) + delta * delta * ((double) count * size / total);
        sumSquares += squares(size, 0);
        count = total;
    }

    /** In four lanes: additions that do not wait for each other. */
    private double sum(int size) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i < size - 3; i += 4) {
            a += scratch[i];
            b += scratch[i + 1];
            c += scratch[i + 2];
            d += scratch[i + 3];
        }
        for (; i < size; i++) {
            a += scratch[i];
        }
        return a + b + (c + d);
    }

    /** Sum of squared distances from {@code centre}, in four lanes. */
    private double squares(int size, double centre) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i < size - 3; i += 4) {
            a += square(scratch[i] - centre);
            b += square(scratch[i + 1] - centre);
            c += square(scratch[i + 2] - centre);
            d += square(scratch[i + 3] - centre);
        }
        for (; i < size; i++) {
            a += square(scratch[i] - centre);
        }
        return a + b + (c + d);
    }

    private static double square(double x) {
        return x * x;
    }

    /** False when a component is NaN or infinite: then the sum of squares is, too. */
    public boolean isFinite() {
        return Double.isFinite(sumSquares);
    }

    public double norm() {
        return Math.sqrt(sumSquares);
    }

    public UpdateStatistics result() {
        return new UpdateStatistics(count, mean, m2, sumSquares);
    }
}
