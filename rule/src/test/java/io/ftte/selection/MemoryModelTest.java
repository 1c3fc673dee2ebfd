package io.ftte.selection;

import static io.ftte.selection.Convolution.DIRECT;
import static io.ftte.selection.Convolution.IM2COL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.network.Activation;
import io.ftte.network.AveragePool;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.DepthwiseConv2d;
import io.ftte.network.Flatten;
import io.ftte.network.MaxPool;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Pool;
import io.ftte.network.Shape;
import io.ftte.selection.MemoryProfile.Moment;
import io.ftte.selection.MemoryProfile.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryModelTest {

    private static final Models CIFAR = Models.cifar();

    /** Per weight layer the trained eighths, – frozen; then the table of the worked example. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    8 8 8 8 8 8 8        | 107338 | 10246.58 | 9670.58 | 3622.58 | 1114.58
                    -1 -1 -1 -1 8 8 8    |  74506 |  2942.33 | 2798.33 | 1606.33 |  918.33
                    -1 -1 -1 -1 -1 8 8   |  37578 |  1846.08 | 1742.08 | 1462.08 |  774.08
                    -1 -1 -1 -1 -1 7 8   |  32970 |  1828.08 | 1660.08 | 1444.08 |  756.08
                    -1 -1 -1 -1 -1 2 8   |   9930 |  1738.08 | 1482.08 | 1354.08 |  666.08
                    -1 -1 -1 -1 -1 -1 8  |    650 |  1197.83 |  621.83 | 1191.83 |  614.08
                    """)
    void profile_theWorkedExample_isTheTable(
            String parts, int trainable, String a, String b, String c, String d) {
        NetworkPlan plan =
                CIFAR.plan(
                        Arrays.stream(parts.split(" "))
                                .map(Integer::valueOf)
                                .toArray(Integer[]::new));

        assertThat(plan.parameters()).isEqualTo(trainable);
        assertThat(
                        List.of(
                                kib(plan, 32, IM2COL),
                                kib(plan, 32, DIRECT),
                                kib(plan, 8, IM2COL),
                                kib(plan, 1, DIRECT)))
                .containsExactly(a, b, c, d);
    }

    @Test
    void profile_optimizers_payTheirSlotsPerTrainableParameter() {
        NetworkPlan plan = CIFAR.plan(-1, -1, -1, -1, -1, 8, 8);
        long sgd = peak(plan, DeviceOptimizer.SGD);

        assertThat(peak(plan, DeviceOptimizer.MOMENTUM) - sgd).isEqualTo(4 * 37_578);
        assertThat(peak(plan, DeviceOptimizer.ADAM) - sgd).isEqualTo(8 * 37_578);
    }

    /** By hand: 3·5·5 = 75 floats, a convolution to 2·5·5 = 50, pooled to 2·2·2 = 8, dense to 3. */
    @Test
    void profile_smallNetwork_hasEveryMoment() {
        Network network = small(Activation.RELU6, new MaxPool(2));
        MemoryProfile profile = profile(network, 3, IM2COL);

        // P = 2·3·9 + 2 + 3·8 + 3 = 83. Saved by c: input 3·75 floats, a mask of 150 bits, 24
        // indices
        // of 2 bits; by d: its input 3·8 floats.
        assertThat(profile.weightBytes()).isEqualTo(332);
        assertThat(profile.staticBytes()).isEqualTo(664);
        assertThat(profile.savedBytes()).containsExactly(900L + 20 + 8, 96L);
        assertThat(profile.moments())
                .containsExactly(
                        new Moment(Phase.FORWARD, "c", 0, 12 * (75 + 50), 4 * 27 * 25),
                        new Moment(Phase.POOL, "c", 928, 12 * (50 + 8), 0),
                        new Moment(Phase.FORWARD, "d", 928, 12 * (8 + 3), 0),
                        new Moment(Phase.BACKWARD, "d", 1024, 12 * (8 + 3), 0),
                        new Moment(Phase.POOL_BACKWARD, "c", 928, 12 * (50 + 8), 0),
                        new Moment(Phase.BACKWARD, "c", 928, 12 * 50, 4 * 27 * 25));
        assertThat(profile.peakBytes()).isEqualTo(664 + 928 + 600 + 2700);
        assertThat(profile.overheadBytes()).isEqualTo(332 + 928 + 600 + 2700);
    }

    @Test
    void profile_frozenPrefix_streamsSampleBySample() {
        Network network = small(Activation.RELU, new MaxPool(2));
        NetworkPlan plan = new Models(network, new float[0]).plan(-1, 8);
        MemoryProfile profile = new MemoryModel(network, setup(3, DIRECT)).profile(plan);

        assertThat(profile.moments().get(0))
                .isEqualTo(new Moment(Phase.FORWARD, "c", 0, 4 * (75 + 50) + 3 * 4 * 8, 0));
        assertThat(profile.savedBytes()).containsExactly(0L, 96L);
        assertThat(profile.moments()).hasSize(3);
    }

    @Test
    void profile_averagePoolAndNoActivation_saveNothing() {
        MemoryProfile profile = profile(small(Activation.NONE, new AveragePool(2)), 3, DIRECT);

        assertThat(profile.savedBytes()).containsExactly(900L, 96L);
    }

    @Test
    void profile_depthwise_needsNoScratch() {
        Network network =
                new Network(
                        Shape.of(3, 5, 5),
                        List.of(
                                new DepthwiseConv2d("c", 3, 1, Activation.NONE),
                                new Flatten(),
                                new Dense("d", 2, Activation.NONE)));

        assertThat(profile(network, 1, IM2COL).moments())
                .allMatch(moment -> moment.scratchBytes() == 0);
    }

    @Test
    void setup_impossibleBatches_areRefused() {
        assertThatThrownBy(() -> setup(0, DIRECT)).hasMessageContaining("batch is 0");
        for (int microBatch : new int[] {0, 9}) {
            assertThatThrownBy(() -> new TrainingSetup(8, microBatch, DIRECT, DeviceOptimizer.SGD))
                    .hasMessageContaining("micro-batch is " + microBatch + "; give 1 to 8");
        }
    }

    private static Network small(Activation activation, Pool pool) {
        return new Network(
                Shape.of(3, 5, 5),
                List.of(
                        new Conv2d("c", 2, 3, 1, activation),
                        pool,
                        new Flatten(),
                        new Dense("d", 3, Activation.NONE)));
    }

    private static MemoryProfile profile(Network network, int batch, Convolution convolution) {
        return new MemoryModel(network, setup(batch, convolution))
                .profile(NetworkPlan.full(network));
    }

    private static TrainingSetup setup(int batch, Convolution convolution) {
        return new TrainingSetup(batch, batch, convolution, DeviceOptimizer.SGD);
    }

    private static long peak(NetworkPlan plan, DeviceOptimizer optimizer) {
        return new MemoryModel(CIFAR.network(), new TrainingSetup(32, 32, IM2COL, optimizer))
                .profile(plan)
                .peakBytes();
    }

    private static String kib(NetworkPlan plan, int microBatch, Convolution convolution) {
        TrainingSetup setup = new TrainingSetup(32, microBatch, convolution, DeviceOptimizer.SGD);
        long peak = new MemoryModel(CIFAR.network(), setup).profile(plan).peakBytes();
        return String.format(Locale.ROOT, "%.2f", peak / 1024.0);
    }
}
