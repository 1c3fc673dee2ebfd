package io.ftte.aggregation;

import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.Words;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Nesterov momentum, Adam, AMSGrad and AdaGrad as ND4J computes them, on the parameters that the
 * buffer covers: gradient = −mean, iteration = version − 1. Runs once per version, so its
 * allocations do not matter; results hold per ND4J build and CPU family.
 */
final class Nd4jOptimizer implements ServerStep.Optimizer {
    private final IUpdater updater;

    Nd4jOptimizer(OptimizerName name, ServerOptimizer settings, double learningRate) {
        double epsilon = settings.getEpsilon();
        double beta1 = settings.getBeta1();
        double beta2 = settings.getBeta2();
        updater =
                switch (name) {
                    case NESTEROV -> new Nesterovs(learningRate, settings.getMomentum());
                    case ADAM -> new Adam(learningRate, beta1, beta2, epsilon);
                    case AMSGRAD -> new AMSGrad(learningRate, beta1, beta2, epsilon);
                    case ADAGRAD -> new AdaGrad(learningRate, epsilon);
                    case SGD, RMSPROP, SPECTRAL ->
                            throw new IllegalArgumentException(
                                    Words.of(name) + " does not need ND4J");
                };
    }

    @Override
    public float[] initialMoments() {
        int moments = (int) updater.stateSize(1);
        INDArray state = Nd4j.create(DataType.FLOAT, 1, moments);
        updater.instantiate(state, true);
        return state.data().asFloat();
    }

    @Override
    public long step(ShardModel model, float[] sum, double[] divisor, long version) {
        int[] covered = covered(divisor, model.parameters.length);
        int n = covered.length;
        if (n == 0) {
            return 0;
        }
        float[] gradient = new float[n];
        for (int i = 0; i < n; i++) {
            int j = covered[i];
            gradient[i] = -ServerStep.Optimizer.mean(sum[j], divisor[j]);
        }
        INDArray step = Nd4j.createFromArray(gradient).reshape(1, n);
        INDArray state = Nd4j.createFromArray(gather(model.moments, covered));
        GradientUpdater<?> rule = updater.instantiate(state.reshape(1, state.length()), false);
        rule.applyUpdater(step, (int) (version - 1), 0);
        return scatter(model, covered, step.data().asFloat(), state.data().asFloat());
    }

    private static int[] covered(double[] divisor, int count) {
        int[] indices = new int[count];
        int n = 0;
        for (int j = 0; j < count; j++) {
            if (divisor[j] > 0) {
                indices[n++] = j;
            }
        }
        return Arrays.copyOf(indices, n);
    }

    /** ND4J's layout: the moments one after the other, each of the covered parameters. */
    private static float[] gather(float[][] moments, int[] covered) {
        float[] state = new float[moments.length * covered.length];
        int at = 0;
        for (float[] moment : moments) {
            for (int j : covered) {
                state[at++] = moment[j];
            }
        }
        return state;
    }

    private static long scatter(ShardModel model, int[] covered, float[] step, float[] state) {
        int n = covered.length;
        long nonFinite = 0;
        for (int i = 0; i < n; i++) {
            float next = model.parameters[covered[i]] - step[i];
            if (!Float.isFinite(next) || !isFinite(state, i, n)) {
                nonFinite++;
                continue;
            }
            model.parameters[covered[i]] = next;
            for (int m = 0; m < model.moments.length; m++) {
                model.moments[m][covered[i]] = state[m * n + i];
            }
        }
        return nonFinite;
    }

    /** An infinite moment would freeze its parameter for ever. */
    private static boolean isFinite(float[] state, int i, int n) {
        boolean finite = true;
        for (int at = i; at < state.length; at += n) {
            finite &= Float.isFinite(state[at]);
        }
        return finite;
    }
}
