package io.ftte.ondevice.engine;

/** The rule that turns a gradient into a step, with PyTorch's definitions. */
public sealed interface Optimizer {

    /** Numbers kept per trainable parameter, all 0 at the start. */
    int slots();

    /** Plain gradient descent: w −= rate·g. */
    record Sgd(float rate) implements Optimizer {
        public Sgd {
            requireRate(rate);
        }

        @Override
        public int slots() {
            return 0;
        }
    }

    /** Gradient descent with momentum: v = momentum·v + g; w −= rate·v. */
    record Momentum(float rate, float momentum) implements Optimizer {
        public Momentum {
            requireRate(rate);
            requireFraction("momentum", momentum);
        }

        @Override
        public int slots() {
            return 1;
        }
    }

    /**
     * Adam (Kingma and Ba 2015, algorithm 1).
     *
     * @param firstDecay of the mean of gradients, β₁
     * @param secondDecay of the mean of squared gradients, β₂
     * @param epsilon added to the root of the latter
     */
    record Adam(float rate, float firstDecay, float secondDecay, float epsilon)
            implements Optimizer {
        public Adam {
            requireRate(rate);
            requireFraction("the first decay", firstDecay);
            requireFraction("the second decay", secondDecay);
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("epsilon must be above 0, got " + epsilon);
            }
        }

        /** The paper's defaults: decays 0.9 and 0.999, ε 1e-8. */
        public static Adam of(float rate) {
            return new Adam(rate, 0.9f, 0.999f, 1e-8f);
        }

        @Override
        public int slots() {
            return 2;
        }
    }

    private static void requireRate(float rate) {
        if (!(rate > 0) || rate == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "the learning rate must be above 0 and finite, got " + rate);
        }
    }

    private static void requireFraction(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    String.format("%s must be at least 0 and below 1, got %s", name, value));
        }
    }
}
