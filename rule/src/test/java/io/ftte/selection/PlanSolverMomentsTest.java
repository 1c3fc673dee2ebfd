package io.ftte.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.network.Activation;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.Flatten;
import io.ftte.network.MaxPool;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import io.ftte.schemas.TensorEncoding;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Convolutions with few weights and large activations before a dense layer with the opposite: what
 * has fewer parameters may need more memory, and gain more.
 */
class PlanSolverMomentsTest {

    @Test
    void best_activationsAgainstWeights_equalsBruteForce() {
        for (int seed = 0; seed < 60; seed++) {
            RandomNetworks some = new RandomNetworks(seed);
            Network network = network(some.random());
            TrainingSetup setup =
                    new TrainingSetup(8, 8, Convolution.DIRECT, DeviceOptimizer.values()[seed % 3]);
            PlanSolver solver =
                    new PlanSolver(network, some.parameters(network), setup, some.gains(network));
            BruteForce brute = BruteForce.of(network, solver);
            for (int i = 0; i < 20; i++) {
                Budget budget =
                        new Budget(
                                some.random().nextLong(brute.smallest(), brute.largest()),
                                i % 2 == 0
                                        ? Long.MAX_VALUE
                                        : some.random().nextLong(4L * network.parameterCount()),
                                TensorEncoding.F32);
                brute.best(budget)
                        .ifPresent(
                                expected ->
                                        assertThat(solver.best(budget, Optional.empty()).gain())
                                                .as(budget.toString())
                                                .isEqualTo(expected.gain()));
            }
        }
    }

    private static Network network(SplittableRandom random) {
        int width = 8 * (1 + random.nextInt(2));
        return new Network(
                Shape.of(2, 8, 8),
                List.of(
                        new Conv2d("c0", 8, 3, 1, Activation.RELU),
                        new Conv2d("c1", width, 3, 1, Activation.RELU),
                        new MaxPool(2),
                        new Flatten(),
                        new Dense("d0", 8 * (1 + random.nextInt(6)), Activation.RELU),
                        new Dense("d1", 4 + random.nextInt(8), Activation.NONE)));
    }
}
