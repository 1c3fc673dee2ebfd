package io.ftte.devices.engine;

import static io.ftte.devices.engine.EngineNetworks.channels;
import static io.ftte.devices.engine.EngineNetworks.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.ftte.schemas.network.LayerPlan;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import io.ftte.selection.Budget;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.ParameterGains;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.SelectedPlan;
import io.ftte.selection.TrainingSetup;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The arena is exactly as large as a step needs, and all that a step needs. */
class ArenaTest {

    private static final int CANARY = 0x7fc12345;
    private static final Optimizer SGD = new Optimizer.Sgd(0.01f);
    static final EngineSettings[] COLUMNS = {
        new EngineSettings(32, ConvolutionMethod.IM2COL, SGD),
        new EngineSettings(32, ConvolutionMethod.DIRECT, SGD),
        new EngineSettings(8, ConvolutionMethod.IM2COL, SGD),
        new EngineSettings(1, ConvolutionMethod.DIRECT, SGD)
    };

    /** A row of the table in the experiments' description: the plan and its peaks in KiB. */
    record Row(NetworkPlan plan, int trainable, double... peaks) {}

    static Stream<Row> table() {
        Network net = EngineNetworks.cifar();
        LayerPlan all = channels(64);
        return Stream.of(
                new Row(NetworkPlan.full(net), 107_338, 10_246.58, 9_670.58, 3_622.58, 1_114.58),
                new Row(plan(net, all, all, all), 74_506, 2_942.33, 2_798.33, 1_606.33, 918.33),
                new Row(plan(net, all, all), 37_578, 1_846.08, 1_742.08, 1_462.08, 774.08),
                new Row(plan(net, channels(56), all), 32_970, 1_828.08, 1_660.08, 1_444.08, 756.08),
                new Row(plan(net, channels(16), all), 9_930, 1_738.08, 1_482.08, 1_354.08, 666.08),
                new Row(plan(net, all), 650, 1_197.83, 621.83, 1_191.83, 614.08));
    }

    @ParameterizedTest
    @MethodSource("table")
    void arenaBytes_workedExample_asTabulated(Row row) {
        for (int column = 0; column < COLUMNS.length; column++) {
            TrainingEngine engine = new TrainingEngine(row.plan(), COLUMNS[column]);

            assertThat(engine.trainableCount()).isEqualTo(row.trainable());
            assertThat(engine.arenaBytes() / 1024.0).isCloseTo(row.peaks()[column], within(0.005));
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void step_arenaFullOfCanaries_touchesEveryWord(Row row) {
        for (EngineSettings settings : COLUMNS) {
            ArenaLayout layout = new ArenaLayout(row.plan(), settings);
            float[] arena = new float[layout.words()];

            step(row.plan(), settings, layout, arena);

            assertThat(canaries(arena)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void step_oneWordLess_throws(Row row) {
        for (EngineSettings settings : COLUMNS) {
            ArenaLayout layout = new ArenaLayout(row.plan(), settings);
            float[] arena = new float[layout.words() - 1];

            assertThatThrownBy(() -> step(row.plan(), settings, layout, arena))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void step_randomNetworks_staysInsideTheArena() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 200; trial++) {
            Network network = EngineNetworks.random(random);
            NetworkPlan plan = EngineNetworks.randomPlan(network, random);
            List<Optimizer> optimizers =
                    List.of(SGD, new Optimizer.Momentum(0.01f, 0.9f), Optimizer.Adam.of(0.01f));
            EngineSettings settings =
                    new EngineSettings(
                            1 + random.nextInt(5),
                            ConvolutionMethod.values()[random.nextInt(2)],
                            optimizers.get(random.nextInt(3)));
            ArenaLayout layout = new ArenaLayout(plan, settings);

            assertThat(layout.bytes()).isEqualTo(predicted(plan, settings));
            step(plan, settings, layout, new float[layout.words()]);
            assertThatThrownBy(() -> step(plan, settings, layout, new float[layout.words() - 1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void arenaBytes_workedExample_equalMemoryModel(Row row) {
        for (EngineSettings settings : COLUMNS) {
            assertThat(new ArenaLayout(row.plan(), settings).bytes())
                    .isEqualTo(predicted(row.plan(), settings));
        }
    }

    @ParameterizedTest
    @EnumSource(ConvolutionMethod.class)
    void arenaBytes_planOfAnyMicroBatch_isWhatTheSolverSaid(ConvolutionMethod convolution) {
        Network network = EngineNetworks.cifar();
        TrainingSetup setup =
                new TrainingSetup(
                        32, 32, Convolution.valueOf(convolution.name()), DeviceOptimizer.SGD);
        Set<Integer> chosen = new TreeSet<>();
        for (int microBatch : new int[] {1, 2, 4, 8, 16, 32}) {
            // Room for full training in this micro-batch, and in no larger one.
            long budget =
                    predicted(
                            NetworkPlan.full(network),
                            new EngineSettings(microBatch, convolution, SGD));
            SelectedPlan best =
                    PlanSolver.ofAnyMicroBatch(
                                    network,
                                    new float[network.parameterCount()],
                                    setup,
                                    new ParameterGains(network))
                            .best(Budget.ofMemory(budget), Optional.empty());
            chosen.add(best.microBatch());

            assertThat(
                            new ArenaLayout(
                                            best.plan(),
                                            new EngineSettings(best.microBatch(), convolution, SGD))
                                    .bytes())
                    .isEqualTo(best.memory().peakBytes())
                    .isEqualTo(budget);
        }
        assertThat(chosen).containsExactly(1, 2, 4, 8, 16, 32);
    }

    @Test
    void constructor_heap_growsByNoMoreThanArenaAnd64KiB() throws Exception {
        List<long[]> measured = HeapGrowth.measure();

        assertThat(measured).hasSize(24);
        for (long[] growth : measured) {
            assertThat(growth[0]).isBetween(growth[1], growth[1] + 64 * 1024);
        }
    }

    /** The least of some steps: now and then the JVM itself allocates while it compiles. */
    @Test
    void step_steadyState_allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Network network :
                List.of(EngineNetworks.image(), EngineNetworks.series(), EngineNetworks.dense())) {
            for (ConvolutionMethod method : ConvolutionMethod.values()) {
                EngineSettings settings = new EngineSettings(3, method, Optimizer.Adam.of(0.01f));
                TrainingEngine engine = new TrainingEngine(NetworkPlan.full(network), settings);
                engine.load(Samples.parameters(network, 1));
                Samples samples = Samples.random(network, 8, 1);
                int[] order = Samples.order(8);
                engine.step(samples, order, 0, 8);
                engine.loss(samples);

                long least = Long.MAX_VALUE;
                for (int i = 0; i < 5; i++) {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    engine.step(samples, order, 0, 8);
                    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                    least = Math.min(least, allocated);
                }

                assertThat(least).isZero();
            }
        }
    }

    private static void step(
            NetworkPlan plan, EngineSettings settings, ArenaLayout layout, float[] arena) {
        Arrays.fill(arena, Float.intBitsToFloat(CANARY));
        TrainingEngine engine = new TrainingEngine(plan, settings, layout, arena);
        engine.load(Samples.parameters(plan.network(), 1));
        int batch = settings.microBatch();
        double loss =
                engine.step(
                        Samples.random(plan.network(), batch, 1), Samples.order(batch), 0, batch);
        assertThat(loss).isFinite();
    }

    private static int canaries(float[] arena) {
        int count = 0;
        for (float word : arena) {
            count += Float.floatToRawIntBits(word) == CANARY ? 1 : 0;
        }
        return count;
    }

    private static long predicted(NetworkPlan plan, EngineSettings settings) {
        TrainingSetup setup =
                new TrainingSetup(
                        settings.microBatch(),
                        settings.microBatch(),
                        Convolution.valueOf(settings.convolution().name()),
                        DeviceOptimizer.values()[settings.optimizer().slots()]);
        return new MemoryModel(plan.network(), setup).profile(plan).peakBytes();
    }
}
