package io.ftte.aggregation;

/**
 * RMSProp with bias correction by version (Tieleman and Hinton 2012; the correction as in Adam,
 * Kingma and Ba 2015): s ← ρ·s + (1−ρ)·m², θ ← θ + η·m / (√(s / (1−ρ^v)) + ε), right sides in
 * double. Parameters without a contribution keep their s.
 */
record RmsPropOptimizer(double learningRate, double decay, double epsilon)
        implements ServerStep.Optimizer {

    @Override
    public float[] initialMoments() {
        return new float[1];
    }

    @Override
    public long step(ShardModel model, float[] sum, double[] divisor, long version) {
        float[] parameters = model.parameters;
        float[] second = model.moments[0];
        double correction = 1 - StrictMath.pow(decay, version);
        long nonFinite = 0;
        for (int j = 0; j < parameters.length; j++) {
            if (divisor[j] > 0) {
                float mean = ServerStep.Optimizer.mean(sum[j], divisor[j]);
                float s = (float) (decay * second[j] + (1 - decay) * ((double) mean * mean));
                double step = learningRate * mean / (Math.sqrt(s / correction) + epsilon);
                float next = parameters[j] + (float) step;
                if (Float.isFinite(next) && Float.isFinite(s)) {
                    second[j] = s;
                    parameters[j] = next;
                } else {
                    nonFinite++;
                }
            }
        }
        return nonFinite;
    }
}
