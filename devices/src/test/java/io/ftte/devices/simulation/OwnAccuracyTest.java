package io.ftte.devices.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.simulation.fleet.Corruption;
import io.ftte.devices.simulation.fleet.FleetDevice;
import java.util.BitSet;
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
}
