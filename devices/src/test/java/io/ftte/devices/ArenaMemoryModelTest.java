package io.ftte.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.engine.ArenaLayout;
import io.ftte.ondevice.engine.ConvolutionMethod;
import io.ftte.ondevice.engine.EngineNetworks;
import io.ftte.ondevice.engine.EngineSettings;
import io.ftte.ondevice.engine.Optimizer;
import io.ftte.ondevice.engine.WorkedExample;
import io.ftte.selection.Budget;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.ParameterGains;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.SelectedPlan;
import io.ftte.selection.TrainingSetup;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the job expects a plan to take is what the device's engine takes. */
class ArenaMemoryModelTest {

    private static final Optimizer SGD = new Optimizer.Sgd(0.01f);

    @Test
    void arenaBytes_randomNetworks_equalMemoryModel() {
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

            assertThat(new ArenaLayout(plan, settings).bytes())
                    .isEqualTo(predicted(plan, settings));
        }
    }

    @ParameterizedTest
    @MethodSource("io.ftte.ondevice.engine.WorkedExample#table")
    void arenaBytes_workedExample_equalMemoryModel(WorkedExample.Row row) {
        for (EngineSettings settings : WorkedExample.COLUMNS) {
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
