package io.ftte.aggregation;

import io.ftte.encoding.DeltaReader;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;

/**
 * Computes {@link UpdateStatistics} of an encoded chunk, block by block; what it allocates does not
 * depend on the chunk's length.
 *
 * <p>Each block of 1,024 components is decoded once into a scratch that stays in cache and summed
 * in two passes (sums first, then deviations from the mean), which is stable whatever the mean;
 * blocks are merged by Chan's rule in ascending order, so the result depends on the chunk alone.
 *
 * <p>All sums of a block are in four lanes, which do not wait for each other: lane k adds the
 * components k, k + 4, k + 8 and so on, what a block has beyond a multiple of four is the first
 * lane's, and the sum is (0 + 1) + (2 + 3).
 */
public final class StatisticsAccumulator {
    private static final int BLOCK = 1024;

    private final float[] scratch = new float[BLOCK];

    /** The scratch as doubles, which the second pass need not convert again. */
    private final double[] numbers = new double[BLOCK];

    private double blockSum;
    private double blockSquares;
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
        DeltaReader chunk = Tensors.reader(encoding, bytes, offset, 0);
        for (int first = 0; first < components; first += BLOCK) {
            int size = Math.min(BLOCK, components - first);
            chunk.read(first, size, scratch, 0);
            add(size);
        }
        return this;
    }

    private void add(int size) {
        sums(size);
        double blockMean = blockSum / size;
        long total = count + size;
        double delta = blockMean - mean;
        mean += delta * size / total;
        m2 += deviations(size, blockMean) + delta * delta * ((double) count * size / total);
        sumSquares += blockSquares;
        count = total;
    }

    /** Of the numbers and of their squares. */
    private void sums(int size) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        double squares0 = 0;
        double squares1 = 0;
        double squares2 = 0;
        double squares3 = 0;
        int i = 0;
        for (; i < size - 3; i += 4) {
            double x0 = scratch[i];
            double x1 = scratch[i + 1];
            double x2 = scratch[i + 2];
            double x3 = scratch[i + 3];
            numbers[i] = x0;
            numbers[i + 1] = x1;
            numbers[i + 2] = x2;
            numbers[i + 3] = x3;
            sum0 += x0;
            sum1 += x1;
            sum2 += x2;
            sum3 += x3;
            squares0 += x0 * x0;
            squares1 += x1 * x1;
            squares2 += x2 * x2;
            squares3 += x3 * x3;
        }
        for (; i < size; i++) {
            double x = scratch[i];
            numbers[i] = x;
            sum0 += x;
            squares0 += x * x;
        }
        blockSum = sum0 + sum1 + (sum2 + sum3);
        blockSquares = squares0 + squares1 + (squares2 + squares3);
    }

    /** Sum of squared distances from {@code centre}. */
    private double deviations(int size, double centre) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i < size - 3; i += 4) {
            a += square(numbers[i] - centre);
            b += square(numbers[i + 1] - centre);
            c += square(numbers[i + 2] - centre);
            d += square(numbers[i + 3] - centre);
        }
        for (; i < size; i++) {
            a += square(numbers[i] - centre);
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
