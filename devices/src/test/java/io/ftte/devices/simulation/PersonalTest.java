package io.ftte.devices.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.devices.simulation.fleet.Corruption;
import io.ftte.devices.simulation.fleet.FleetDevice;
import io.ftte.devices.simulation.fleet.Streams;
import io.ftte.network.Weights;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors that devices keep to themselves. */
class PersonalTest {
    static Method method(boolean rounds, BitSet plan, BitSet personal) {
        return new Method(
                "personal",
                rounds,
                12,
                List.of(List.of(plan)),
                false,
                personal,
                TensorEncoding.F32,
                false,
                20,
                false,
                Worlds.HORIZON,
                Worlds.buffer(rounds ? 10 : 4));
    }

    /** The classifier. */
    static BitSet head() {
        Weights last = Worlds.NETWORK.weights().get(1);
        BitSet head = new BitSet();
        head.set(last.kernel().offset(), last.kernel().end());
        head.set(last.bias().offset(), last.bias().end());
        return head;
    }

    static BitSet allBut(BitSet indices) {
        BitSet rest = Worlds.everything();
        rest.andNot(indices);
        return rest;
    }

    private static float[][] versions(Method method, int threads) throws InterruptedException {
        List<float[]> versions = new ArrayList<>();
        run(
                method,
                0.2,
                threads,
                new RunListener() {
                    @Override
                    public void published(long version, float[] parameters) {
                        versions.add(parameters);
                    }
                });
        return versions.toArray(float[][]::new);
    }

    private static RunResult run(Method method, double dropout, int threads, RunListener listener)
            throws InterruptedException {
        World world = Worlds.of(Worlds.fleet(dropout, Corruption.NONE));
        try (WorkQueue work = new WorkQueue(threads)) {
            return new Simulation(world, method, work, listener).run(updates -> {});
        }
    }

    @Test
    void run_personalHead_isNeverSentAndNeverTheServers() throws Exception {
        World world = Worlds.of(Worlds.fleet(0, Corruption.NONE));
        BitSet plan = allBut(head());
        List<float[]> versions = new ArrayList<>();

        RunResult result =
                run(
                        method(false, plan, head()),
                        0,
                        2,
                        new RunListener() {
                            @Override
                            public void received(ReceivedUpdate update) {
                                assertThat(update.delta())
                                        .hasSize(Float.BYTES * plan.cardinality());
                            }

                            @Override
                            public void published(long version, float[] parameters) {
                                versions.add(parameters);
                            }
                        });

        float[] last = versions.get(versions.size() - 1);
        head().stream().forEach(i -> assertThat(last[i]).isEqualTo(world.initial()[i]));
        assertThat(result.downBytes()).isEqualTo((long) Float.BYTES * plan.cardinality());
    }

    /** Gradients of what is personal are memory all the same. */
    @Test
    void run_personalHead_takesTheMemoryOfTrainingItToo() throws Exception {
        RunResult personal = run(method(false, allBut(head()), head()), 0, 2, RunListener.NONE);
        RunResult whole =
                run(method(false, Worlds.everything(), new BitSet()), 0, 2, RunListener.NONE);

        assertThat(personal.peakMemoryBytes()).isEqualTo(whole.peakMemoryBytes());
    }

    /** Every update once more by hand, the heads of the devices in a map. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void run_personalHead_isKeptFromTaskToTask(boolean rounds) throws Exception {
        World world = Worlds.of(Worlds.fleet(0.2, Corruption.NONE));
        Method method = method(rounds, allBut(head()), head());
        List<float[]> versions = new ArrayList<>(List.of(world.initial()));
        Map<String, float[]> models = new HashMap<>();
        Map<String, FleetDevice> devices = new HashMap<>();
        world.fleet().devices().forEach(device -> devices.put(device.id(), device));

        run(
                method,
                0.2,
                2,
                new RunListener() {
                    @Override
                    public void received(ReceivedUpdate update) {
                        FleetDevice device = devices.get(update.deviceId());
                        float[] base = versions.get((int) update.baseVersion()).clone();
                        float[] before = models.getOrDefault(device.id(), world.initial());
                        head().stream().forEach(i -> base[i] = before[i]);
                        float[] delta = trained(world, method, device, update.sequence(), base);
                        float[] sent = sent(delta);
                        assertThat(update.delta())
                                .isEqualTo(
                                        Tensors.encode(TensorEncoding.F32, sent, 0, sent.length));
                        head().stream().forEach(i -> base[i] += delta[i]);
                        models.put(device.id(), base);
                    }

                    @Override
                    public void published(long version, float[] parameters) {
                        versions.add(parameters);
                    }
                });

        assertThat(models).hasSizeGreaterThan(20);
    }

    /** What a device learned, of all parameters. */
    static float[] trained(
            World world, Method method, FleetDevice device, long sequence, float[] base) {
        return new LocalTrainer(Worlds.NETWORK, world.setting().training(device.slow(), method))
                .train(
                        base,
                        TrainableSubset.all(0, base.length),
                        new IndexedExamples(world.setting().data().train(), device.examples()),
                        Streams.of(world.seed(), device.index(), sequence, Streams.Task.TRAINING)
                                ::nextInt);
    }

    private static float[] sent(float[] delta) {
        int[] plan = allBut(head()).stream().toArray();
        float[] sent = new float[plan.length];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = delta[plan[i]];
        }
        return sent;
    }

    /** Lost tasks, and rounds with late ones that are cut off at any point of their work. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void run_personalHead_anyNumberOfThreadsGivesEqualVersions(boolean rounds) throws Exception {
        Method method = method(rounds, allBut(head()), head());

        float[][] one = versions(method, 1);

        assertThat(versions(method, 4)).isDeepEqualTo(one);
    }

    @Test
    void method_planWithPersonalTensors_isRefused() {
        assertThatThrownBy(() -> method(false, Worlds.everything(), head()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a plan holds personal parameters: what is personal is never sent");
    }
}
