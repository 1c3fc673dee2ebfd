package io.ftte.ondevice.engine;

import static io.ftte.ondevice.engine.WorkedExample.COLUMNS;
import static io.ftte.ondevice.engine.WorkedExample.SGD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arena is exactly as large as a step needs, and all that a step needs. */
class ArenaTest {

    private static final int CANARY = 0x7fc12345;

    @ParameterizedTest
    @MethodSource("io.ftte.ondevice.engine.WorkedExample#table")
    void arenaBytes_workedExample_asTabulated(WorkedExample.Row row) {
        for (int column = 0; column < COLUMNS.size(); column++) {
            TrainingEngine engine = new TrainingEngine(row.plan(), COLUMNS.get(column));

            assertThat(engine.trainableCount()).isEqualTo(row.trainable());
            assertThat(engine.arenaBytes() / 1024.0).isCloseTo(row.peaks()[column], within(0.005));
        }
    }

    @ParameterizedTest
    @MethodSource("io.ftte.ondevice.engine.WorkedExample#table")
    void step_arenaFullOfCanaries_touchesEveryWord(WorkedExample.Row row) {
        for (EngineSettings settings : COLUMNS) {
            ArenaLayout layout = new ArenaLayout(row.plan(), settings);
            float[] arena = new float[layout.words()];

            step(row.plan(), settings, layout, arena);

            assertThat(canaries(arena)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("io.ftte.ondevice.engine.WorkedExample#table")
    void step_oneWordLess_throws(WorkedExample.Row row) {
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

            step(plan, settings, layout, new float[layout.words()]);
            assertThatThrownBy(() -> step(plan, settings, layout, new float[layout.words() - 1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
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
}
