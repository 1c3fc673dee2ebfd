package io.ftte.ondevice.engine.kernel;

/**
 * Softmax cross-entropy. Exponentials and logarithms are {@code StrictMath}'s, so that the same
 * logits give the same bits everywhere.
 */
public final class SoftmaxLoss {

    private SoftmaxLoss() {}

    /** Cross-entropy of one sample's logits, in nats. */
    public static double loss(float[] arena, int logits, int classes, int label) {
        return logSum(arena, logits, classes) - arena[logits + label];
    }

    /** The same; replaces the logits by {@code scale} times the loss's derivative. */
    public static double differentiate(
            float[] arena, int logits, int classes, int label, float scale) {
        double logSum = logSum(arena, logits, classes);
        double loss = logSum - arena[logits + label];
        for (int c = 0; c < classes; c++) {
            double probability = StrictMath.exp(arena[logits + c] - logSum);
            arena[logits + c] = scale * (float) (probability - (c == label ? 1 : 0));
        }
        return loss;
    }

    /** The class with the largest logit, the first if there are several. */
    public static int argMax(float[] arena, int logits, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            best = arena[logits + c] > arena[logits + best] ? c : best;
        }
        return best;
    }

    private static double logSum(float[] arena, int logits, int classes) {
        double largest = arena[logits + argMax(arena, logits, classes)];
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += StrictMath.exp(arena[logits + c] - largest);
        }
        return largest + StrictMath.log(sum);
    }
}
