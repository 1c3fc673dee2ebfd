package io.ftte.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.network.Activation;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.GlobalAveragePool;
import io.ftte.network.Layer;
import io.ftte.network.MaxPool;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Shape;
import io.ftte.network.Weights;
import io.ftte.schemas.TensorEncoding;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thirty convolutions and a classifier, 1.9 million parameters: exact within seconds. */
class DeepNetworkTest {

    private static final Network NETWORK = network();

    private enum Worth {
        PARAMETERS(1, seed -> new ParameterGains(NETWORK)),
        /** As Fisher scores are: of whole kernels, of any size. */
        SCORES(3, DeepNetworkTest::scores);

        private final int seeds;
        private final Function<Integer, Gains> gains;

        Worth(int seeds, Function<Integer, Gains> gains) {
            this.seeds = seeds;
            this.gains = gains;
        }
    }

    @ParameterizedTest
    @EnumSource(Worth.class)
    @Timeout(300)
    void solve_thirtyConvolutions_takesSeconds(Worth worth) {
        TrainingSetup setup = new TrainingSetup(32, 32, Convolution.DIRECT, DeviceOptimizer.SGD);
        long full = new MemoryModel(NETWORK, setup).profile(NetworkPlan.full(NETWORK)).peakBytes();
        float[] parameters = new float[NETWORK.parameterCount()];
        for (int seed = 0; seed < worth.seeds; seed++) {
            Gains gains = worth.gains.apply(seed);
            PlanSolver solver = new PlanSolver(NETWORK, parameters, setup, gains);
            long small = solver.smallestBytes();
            for (int tenths : new int[] {1, 4, 7}) {
                Budget budget =
                        new Budget(
                                small + (full - small) * tenths / 10,
                                PlanPayload.bytes(TensorEncoding.F32, parameters.length * 3 / 10),
                                TensorEncoding.F32);
                long start = cpuNanos();

                Selection selection = solver.solve(budget, Optional.empty());

                assertThat(Duration.ofNanos(cpuNanos() - start)).isLessThan(Duration.ofSeconds(5));
                SelectedPlan best = selection.best();
                assertThat(best.memory().peakBytes()).isLessThanOrEqualTo(budget.memoryBytes());
                assertThat(budget.payloadOf(best.plan()))
                        .isLessThanOrEqualTo(budget.payloadBytes());
                assertThat(selection.depths()).hasSize(31);
            }
        }
    }

    /** Of this thread, as the machine may be busy with others. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Gains scores(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Double> scores = new HashMap<>();
        for (Weights layer : NETWORK.weights()) {
            scores.put(layer.kernel().name(), Math.exp(random.nextDouble(-2, 2)));
            scores.put(layer.bias().name(), random.nextDouble(0.1));
        }
        return new GroupGains(NETWORK, scores);
    }

    private static Network network() {
        List<Layer> layers = new ArrayList<>();
        int[] widths = {16, 24, 48, 96, 160};
        for (int width : widths) {
            for (int i = 0; i < 6; i++) {
                layers.add(new Conv2d("c" + width + i, width, 3, 1, Activation.RELU));
            }
            if (width < 160) {
                layers.add(new MaxPool(2));
            }
        }
        layers.add(new GlobalAveragePool());
        layers.add(new Dense("dense", 10, Activation.NONE));
        return new Network(Shape.of(3, 32, 32), layers);
    }
}
