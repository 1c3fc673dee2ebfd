package io.ftte.aggregation;

/** θ ← θ + (float)(η / Z) · Σ acc: FedBuff's server step. */
record SgdOptimizer(double learningRate) implements ServerStep.Optimizer {

    @Override
    public long step(ShardModel model, float[] sum, double[] divisor, long version) {
        float[] parameters = model.parameters;
        long nonFinite = 0;
        for (int j = 0; j < parameters.length; j++) {
            if (divisor[j] > 0) {
                float step = (float) (learningRate / divisor[j]) * sum[j];
                float next = parameters[j] + step;
                if (Float.isFinite(next)) {
                    parameters[j] = next;
                } else {
                    nonFinite++;
                }
            }
        }
        return nonFinite;
    }
}
