package io.ftte.devices.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.control.sets.PlanRotation;
import io.ftte.devices.simulation.fleet.Corruption;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Weights;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import io.ftte.selection.fleet.PlanParts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several plans in force at once. */
class PlanSetsTest {
    private static final int PARTS = 3;

    private final World world = Worlds.of(Worlds.fleet(0, Corruption.NONE));
    private final List<BitSet> parts =
            PlanParts.of(NetworkPlan.full(Worlds.NETWORK), world.initial(), PARTS).stream()
                    .map(NetworkPlan::indices)
                    .toList();

    private static Method method(List<List<BitSet>> tiers) {
        return method(tiers, false);
    }

    private static Method method(List<List<BitSet>> tiers, boolean alone) {
        return new Method(
                "sets",
                false,
                12,
                tiers,
                alone,
                new BitSet(),
                TensorEncoding.F32,
                false,
                20,
                false,
                Worlds.HORIZON,
                Worlds.buffer(4));
    }

    private RunResult run(Method method, RunListener listener) throws InterruptedException {
        try (WorkQueue work = new WorkQueue(2)) {
            return new Simulation(world, method, work, listener).run(updates -> {});
        }
    }

    /** What a run sent and what came of it. */
    private static final class Record implements RunListener {
        final List<ReceivedUpdate> updates = new ArrayList<>();
        final Map<Long, float[]> versions = new HashMap<>();

        @Override
        public void received(ReceivedUpdate update) {
            updates.add(update);
        }

        @Override
        public void published(long version, float[] parameters) {
            versions.put(version, parameters);
        }
    }

    /** What learned of each layer: its input channels, by number, but for pixels always white. */
    private List<Set<Integer>> channels(Record record) {
        float[] last = record.versions.get((long) record.versions.size());
        List<Set<Integer>> learned = new ArrayList<>();
        for (Weights weights : Worlds.NETWORK.weights()) {
            Set<Integer> channels = new HashSet<>();
            for (int run = 0; run < weights.runs(); run++) {
                for (int channel = 0; channel < weights.channels(); channel++) {
                    int from = weights.runStart(run, channel);
                    if (last[from] != world.initial()[from]) {
                        channels.add(channel);
                    }
                }
            }
            learned.add(channels);
        }
        return learned;
    }

    @Test
    void run_setOfThree_takesTurnsAndTrainsEveryParameter() throws Exception {
        Record record = new Record();

        RunResult result = run(method(List.of(parts)), record);

        Set<Integer> seen = new HashSet<>();
        for (ReceivedUpdate update : record.updates) {
            assertThat(update.planId())
                    .isEqualTo(PlanRotation.place(update.deviceId(), update.baseVersion(), PARTS));
            seen.add(update.planId());
        }
        assertThat(seen).containsExactlyInAnyOrder(0, 1, 2);
        Record whole = new Record();
        run(method(List.of(List.of(Worlds.everything()))), whole);
        assertThat(channels(record)).isEqualTo(channels(whole));
        assertThat(channels(record).get(0)).hasSizeGreaterThan(50);
        assertThat(result.parameters())
                .isEqualTo(parts.stream().mapToInt(BitSet::cardinality).max().orElseThrow());
        assertThat(result.downBytes()).isEqualTo(4L * Worlds.NETWORK.parameterCount());
    }

    @Test
    void run_set_sendsThePartOfTheTurnOfWhatAllLearn() throws Exception {
        Map<String, float[]> whole = first(method(List.of(List.of(Worlds.everything()))));
        Map<String, float[]> turns = first(method(List.of(parts)));
        Map<String, float[]> alone = first(method(List.of(parts), true));

        turns.keySet().retainAll(whole.keySet());
        assertThat(turns).hasSizeGreaterThan(4);
        turns.forEach(
                (device, delta) -> {
                    int[] part = parts.get(PlanRotation.place(device, 0, PARTS)).stream().toArray();
                    float[] all = whole.get(device);
                    float[] expected = new float[part.length];
                    for (int i = 0; i < part.length; i++) {
                        expected[i] = all[part[i]];
                    }
                    assertThat(delta).isEqualTo(expected);
                    assertThat(alone.getOrDefault(device, new float[0]))
                            .as("alone it learns something else")
                            .isNotEqualTo(expected);
                });
    }

    /** What each device sent first that began with version 0. */
    private Map<String, float[]> first(Method method) throws Exception {
        Record record = new Record();
        run(method, record);
        Map<String, float[]> first = new HashMap<>();
        for (ReceivedUpdate update : record.updates) {
            if (update.baseVersion() == 0 && update.sequence() == 0) {
                first.put(update.deviceId(), Tensors.floats(update.delta()));
            }
        }
        return first;
    }

    @Test
    void run_set_isReplayedAlike() throws Exception {
        Method method = method(List.of(parts, List.of(Worlds.everything())));
        Record record = new Record();
        run(method, record);
        SimulatedServer server =
                new SimulatedServer(RunModel.of(world, method), SimulatedKey.of(1));

        for (ReceivedUpdate update : record.updates) {
            if (server.receive(update, method.encoding()) == SimulatedServer.Verdict.PUBLISHED) {
                assertThat(server.parameters()).isEqualTo(record.versions.get(server.version()));
            }
        }

        assertThat(server.version()).isEqualTo(record.versions.size());
    }

    @Test
    void run_tiers_fastDevicesTrainTheLastOne() throws Exception {
        Record record = new Record();

        run(method(List.of(parts, List.of(Worlds.everything()))), record);

        Map<String, Boolean> slow = new HashMap<>();
        world.fleet().devices().forEach(device -> slow.put(device.id(), device.slow()));
        for (ReceivedUpdate update : record.updates) {
            assertThat(update.planId() == PARTS).isNotEqualTo(slow.get(update.deviceId()));
        }
    }

    @Test
    void method_fastTierWithoutAPartOfTheSlowOnes_isRefused() {
        assertThatThrownBy(() -> method(List.of(parts, List.of(parts.get(0)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "fast devices must train all that stragglers do, but parameter \\d+ is not"
                                + " theirs: make fastPlan larger");
    }
}
