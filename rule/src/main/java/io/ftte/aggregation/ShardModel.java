package io.ftte.aggregation;

/**
 * A contiguous range of a model's parameters with what its server step remembers. Mutable; public
 * fields make it a Flink POJO without an import of Flink.
 */
public final class ShardModel {
    /** θ of the range. */
    public float[] parameters = {};

    /** θ̄ of the range; empty where the model keeps no average. */
    public float[] averaged = {};

    /** Per-parameter state of the server step, one array a moment, each as long as the range. */
    public float[][] moments = {};

    public ShardModel() {}

    public ShardModel(float[] parameters, ServerStep step) {
        this.parameters = parameters;
        this.averaged = step.keepsAverage() ? parameters.clone() : new float[0];
        this.moments = step.initialMoments(parameters.length);
    }
}
