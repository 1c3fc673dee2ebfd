package io.ftte.aggregation;

import io.ftte.aggregation.matrix.DampedPolar;
import java.util.stream.IntStream;

/**
 * The means of a full buffer over one layer, M: rows are outputs, columns those of the layer that
 * the buffer covers in at least one row. A coordinate that nothing covers, or whose mean is not
 * finite, is 0. Held with its smaller side as rows: as Mᵀ where it has fewer columns than rows. Of
 * S·M = (M·Mᵀ + ε·λ·I)^(−½)·M the transpose is the same function of Mᵀ.
 */
final class LayerMeans {
    private final LayerMatrix layer;
    private final int[] columns;
    private final double[][] values;
    private long nonFinite;

    /**
     * @param sum as {@link SpectralStep#of} has it
     * @param divisor likewise; becomes 0 where the mean is not finite
     */
    LayerMeans(LayerMatrix layer, float[] sum, double[] divisor) {
        this.layer = layer;
        columns = covered(layer, divisor);
        values =
                isTransposed()
                        ? new double[columns.length][layer.outputs()]
                        : new double[layer.outputs()][columns.length];
        for (int output = 0; output < layer.outputs(); output++) {
            for (int i = 0; i < columns.length; i++) {
                set(output, i, mean(layer.place(output, columns[i]), sum, divisor));
            }
        }
    }

    private static int[] covered(LayerMatrix layer, double[] divisor) {
        boolean[] covered = new boolean[layer.columns()];
        for (int output = 0; output < layer.outputs(); output++) {
            for (int column = 0; column < covered.length; column++) {
                covered[column] |= divisor[layer.place(output, column)] > 0;
            }
        }
        return IntStream.range(0, covered.length).filter(column -> covered[column]).toArray();
    }

    private float mean(int j, float[] sum, double[] divisor) {
        float mean = divisor[j] > 0 ? ServerStep.Optimizer.mean(sum[j], divisor[j]) : 0;
        if (Float.isFinite(mean)) {
            return mean;
        }
        divisor[j] = 0;
        nonFinite++;
        return 0;
    }

    private boolean isTransposed() {
        return columns.length < layer.outputs();
    }

    private void set(int output, int i, double mean) {
        if (isTransposed()) {
            values[i][output] = mean;
        } else {
            values[output][i] = mean;
        }
    }

    /** How many means were not finite. */
    long nonFinite() {
        return nonFinite;
    }

    /** n: how many columns are covered, that of the bias among them. */
    int covered() {
        return columns.length;
    }

    /** Index in the layer of the parameter at a row and one of the covered columns. */
    int place(int output, int i) {
        return layer.place(output, columns[i]);
    }

    double value(int output, int i) {
        return isTransposed() ? values[i][output] : values[output][i];
    }

    /** M ← S·M; false, and nothing changes, where all means are 0. */
    boolean flatten(double epsilon) {
        return columns.length > 0 && DampedPolar.replace(values, epsilon);
    }
}
