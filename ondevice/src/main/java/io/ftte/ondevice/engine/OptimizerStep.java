package io.ftte.ondevice.engine;

import java.util.Arrays;

/** Moves what trains by one step of the optimiser. */
final class OptimizerStep {

    private final ArenaLayout layout;
    private final float[] arena;
    private final BlockRunner runner;
    private final Optimizer optimizer;

    /** Adam's decays to the power of the steps taken, which correct the bias towards 0. */
    private double firstPower = 1;

    private double secondPower = 1;

    OptimizerStep(ArenaLayout layout, float[] arena, BlockRunner runner, Optimizer optimizer) {
        this.layout = layout;
        this.arena = arena;
        this.runner = runner;
        this.optimizer = optimizer;
    }

    /** Forgets all steps taken. */
    void reset() {
        firstPower = 1;
        secondPower = 1;
        int slots = layout.slot(0);
        Arrays.fill(arena, slots, slots + optimizer.slots() * layout.trainable(), 0f);
    }

    void run() {
        if (optimizer instanceof Optimizer.Adam adam) {
            firstPower *= adam.firstDecay();
            secondPower *= adam.secondDecay();
        }
        for (int l = layout.first(); l < runner.count(); l++) {
            BlockGeometry block = runner.block(l);
            int gradient = runner.gradient(l);
            int taps = block.shape().taps();
            int[] runs = block.trainedChannels();
            for (int f = 0; runs.length > 0 && f < block.kernelFilters(); f++) {
                int filter = block.kernel() + f * block.shape().channels() * taps;
                for (int r = 0; r < runs.length; r += 2) {
                    int length = (runs[r + 1] - runs[r]) * taps;
                    move(filter + runs[r] * taps, gradient, length);
                    gradient += length;
                }
            }
            if (block.trainsBias()) {
                move(block.bias(), gradient, block.shape().filters());
            }
        }
    }

    /** Moves {@code count} neighbouring parameters. */
    private void move(int parameter, int gradient, int count) {
        if (optimizer instanceof Optimizer.Sgd sgd) {
            for (int i = 0; i < count; i++) {
                arena[parameter + i] -= sgd.rate() * arena[gradient + i];
            }
        } else if (optimizer instanceof Optimizer.Momentum rule) {
            int velocity = layout.slot(0) + gradient - layout.gradients();
            for (int i = 0; i < count; i++) {
                float v = rule.momentum() * arena[velocity + i] + arena[gradient + i];
                arena[velocity + i] = v;
                arena[parameter + i] -= rule.rate() * v;
            }
        } else if (optimizer instanceof Optimizer.Adam adam) {
            moveAdam(adam, parameter, gradient, count);
        }
    }

    private void moveAdam(Optimizer.Adam adam, int parameter, int gradient, int count) {
        int first = layout.slot(0) + gradient - layout.gradients();
        int second = layout.slot(1) + gradient - layout.gradients();
        double meanScale = 1 / (1 - firstPower);
        double squareScale = 1 / (1 - secondPower);
        for (int i = 0; i < count; i++) {
            float g = arena[gradient + i];
            float m = adam.firstDecay() * arena[first + i] + (1 - adam.firstDecay()) * g;
            float v = adam.secondDecay() * arena[second + i] + (1 - adam.secondDecay()) * g * g;
            arena[first + i] = m;
            arena[second + i] = v;
            double root = Math.sqrt(v * squareScale) + adam.epsilon();
            arena[parameter + i] -= (float) (adam.rate() * m * meanScale / root);
        }
    }
}
