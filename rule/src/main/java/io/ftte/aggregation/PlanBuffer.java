package io.ftte.aggregation;

import java.util.Arrays;

/**
 * What the open buffer and the variance window know of one plan. Mutable; public fields make it a
 * Flink POJO without an import of Flink.
 */
public final class PlanBuffer {
    public int planId;

    /** Components of the plan's vector. */
    public int length;

    /** Divisor Z: the sum of h or of f·g·h over the updates admitted to the open buffer. */
    public double divisor;

    /** v_ref of the open buffer, 0 where there is none (then the variance factor is 1). */
    public double referenceVariance;

    /** Ring of the variances of the last admitted updates of this plan. */
    public double[] variances = {};

    /**
     * How many updates of this plan were admitted, counted anew from those in the ring when its
     * size changes; the ring's next place follows from it.
     */
    public long admitted;

    public PlanBuffer() {}

    public PlanBuffer(int planId, int length, int window) {
        this.planId = planId;
        this.length = length;
        this.variances = new double[window];
    }

    void remember(double variance) {
        if (variances.length > 0) {
            variances[(int) (admitted % variances.length)] = variance;
        }
        admitted++;
    }

    /** Keeps the newest variances in a window of another size. */
    void resize(int window) {
        if (window == variances.length) {
            return;
        }
        int kept = (int) Math.min(admitted, Math.min(window, variances.length));
        double[] resized = new double[window];
        for (int i = 0; i < kept; i++) {
            resized[i] = variances[(int) ((admitted - kept + i) % variances.length)];
        }
        variances = resized;
        admitted = kept;
    }

    /** Starts a buffer: no divisor, the reference variance anew from the window. */
    void open(int minimum) {
        divisor = 0;
        int known = (int) Math.min(admitted, variances.length);
        referenceVariance = known < Math.max(minimum, 1) ? 0 : median(known);
    }

    private double median(int known) {
        double[] sorted = Arrays.copyOf(variances, known);
        Arrays.sort(sorted);
        int middle = known / 2;
        return known % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
