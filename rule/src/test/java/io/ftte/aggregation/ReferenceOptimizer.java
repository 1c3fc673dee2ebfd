package io.ftte.aggregation;

import io.ftte.schemas.settings.OptimizerName;
import java.util.Arrays;

/**
 * What ND4J documents of its updaters, in double, one parameter at a time: Nesterov momentum (after
 * cs231n), Adam and AMSGrad (bias correction folded into the rate, so that ε is added to the
 * uncorrected root; AMSGrad corrects as Adam does), AdaGrad (its sum of squares starts at 1e-6).
 */
final class ReferenceOptimizer {
    static final double RATE = 0.1;

    private static final double MOMENTUM = 0.9;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPSILON = 1e-3;

    final double[] parameters;

    private final OptimizerName name;
    private final double[] first;
    private final double[] second;
    private final double[] largest;

    ReferenceOptimizer(OptimizerName name, float[] initial) {
        this.name = name;
        parameters = new double[initial.length];
        Arrays.setAll(parameters, j -> initial[j]);
        first = new double[initial.length];
        second = new double[initial.length];
        largest = new double[initial.length];
        if (name == OptimizerName.ADAGRAD) {
            Arrays.fill(second, 1e-6);
        }
    }

    void step(float[] sum, double[] divisor, int version) {
        for (int j = 0; j < parameters.length; j++) {
            if (divisor[j] > 0) {
                parameters[j] -= update(j, -sum[j] / divisor[j], version);
            }
        }
    }

    private double update(int j, double g, int t) {
        return switch (name) {
            case NESTEROV -> {
                double before = first[j];
                first[j] = MOMENTUM * before - RATE * g;
                yield MOMENTUM * before - (1 + MOMENTUM) * first[j];
            }
            case ADAM -> {
                moments(j, g);
                yield correctedRate(t) * first[j] / (Math.sqrt(second[j]) + EPSILON);
            }
            case AMSGRAD -> {
                moments(j, g);
                largest[j] = Math.max(largest[j], second[j]);
                yield correctedRate(t) * first[j] / (Math.sqrt(largest[j]) + EPSILON);
            }
            case ADAGRAD -> {
                second[j] += g * g;
                yield RATE * g / (Math.sqrt(second[j]) + EPSILON);
            }
            case SGD, RMSPROP, SPECTRAL ->
                    throw new IllegalArgumentException(name + " is not ND4J's");
        };
    }

    private void moments(int j, double g) {
        first[j] = BETA1 * first[j] + (1 - BETA1) * g;
        second[j] = BETA2 * second[j] + (1 - BETA2) * g * g;
    }

    private static double correctedRate(int t) {
        return RATE * Math.sqrt(1 - Math.pow(BETA2, t)) / (1 - Math.pow(BETA1, t));
    }
}
