package io.ftte.devices.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.simulation.fleet.Corruption;
import io.ftte.devices.simulation.fleet.FleetDevice;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.PersonalFit;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Devices' own models on examples that they held out. */
class OwnAccuracyTest {
    private static final Method PERSONAL =
            PersonalTest.method(
                    false, PersonalTest.allBut(PersonalTest.head()), PersonalTest.head());
    private static final Method SHARED =
            PersonalTest.method(false, Worlds.everything(), new BitSet());

    @Test
    void run_ownTest_isOfExamplesThatNoTaskTrainsOn() throws Exception {
        World world = held();

        RunResult result = result(world, PERSONAL, 4);

        for (FleetDevice device : world.fleet().devices()) {
            assertThat(device.ownTest()).isNotEmpty().doesNotContain(device.examples());
        }
        assertThat(result.ownAccuracy()).hasSize(Worlds.DEVICES);
        assertThat(result).isEqualTo(result(held(), PERSONAL, 1));
    }

    /** Few labels on a device: a head of its own knows which. */
    @Test
    void run_ownTest_personalHeadsServeTheirDevicesBetter() throws Exception {
        RunResult own = result(held(), PERSONAL, 2);
        RunResult shared = result(held(), SHARED, 2);

        assertThat(mean(own)).isGreaterThan(mean(shared) + 0.05);
    }

    /** Every head once more by hand. */
    @Test
    void run_ownTest_isOfHeadsFittedToTheLastVersion() throws Exception {
        World world = held();
        Heads heads = new Heads(world);

        RunResult result;
        try (WorkQueue work = new WorkQueue(2)) {
            result = new Simulation(world, PERSONAL, work, heads).run(updates -> {});
        }

        assertThat(result.ownAccuracy())
                .isEqualTo(heads.accuracies(true))
                .isNotEqualTo(heads.accuracies(false));
    }

    @Test
    void run_withoutOwnTest_hasNone() throws Exception {
        assertThat(result(Worlds.of(Worlds.fleet(0, Corruption.NONE)), SHARED, 2).ownAccuracy())
                .isEmpty();
    }

    private static World held() {
        return Worlds.of(Worlds.fleet(0, Corruption.NONE), 5, 0.2);
    }

    private static RunResult result(World world, Method method, int threads)
            throws InterruptedException {
        try (WorkQueue work = new WorkQueue(threads)) {
            return new Simulation(world, method, work, RunListener.NONE).run(updates -> {});
        }
    }

    private static double mean(RunResult result) {
        return result.ownAccuracy().stream().mapToDouble(i -> i).average().orElseThrow();
    }

    /** Each device's head, by what the device is seen to send. */
    private static final class Heads implements RunListener {
        private final World world;
        private final List<float[]> versions = new ArrayList<>();
        private final Map<String, float[]> models = new HashMap<>();

        Heads(World world) {
            this.world = world;
            versions.add(world.initial());
        }

        @Override
        public void received(ReceivedUpdate update) {
            FleetDevice device =
                    world.fleet().devices().stream()
                            .filter(one -> one.id().equals(update.deviceId()))
                            .findFirst()
                            .orElseThrow();
            float[] own = own(device, versions.get((int) update.baseVersion()));
            float[] delta = PersonalTest.trained(world, PERSONAL, device, update.sequence(), own);
            PersonalTest.head().stream().forEach(i -> own[i] += delta[i]);
            models.put(device.id(), own);
        }

        @Override
        public void published(long version, float[] parameters) {
            versions.add(parameters);
        }

        private float[] own(FleetDevice device, float[] version) {
            float[] own = version.clone();
            float[] kept = models.getOrDefault(device.id(), world.initial());
            PersonalTest.head().stream().forEach(i -> own[i] = kept[i]);
            return own;
        }

        List<Double> accuracies(boolean fitted) {
            float[] last = versions.get(versions.size() - 1);
            return world.fleet().devices().stream()
                    .map(device -> accuracy(device, own(device, last), fitted))
                    .toList();
        }

        private double accuracy(FleetDevice device, float[] own, boolean fitted) {
            Dataset data = world.setting().data().train();
            TrainingSettings training = world.setting().training(device.slow(), PERSONAL);
            float[] used =
                    fitted
                            ? new PersonalFit(Worlds.NETWORK, training)
                                    .of(
                                            own,
                                            TrainableSubset.of(0, PersonalTest.head()),
                                            new IndexedExamples(data, device.examples()),
                                            Long.MAX_VALUE)
                            : own;
            return new Evaluator(Suffix.from(Worlds.NETWORK, 0))
                    .accuracy(used, new IndexedExamples(data, device.ownTest()));
        }
    }
}
