package io.ftte.devices.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.ftte.devices.client.ModelAssembler;
import io.ftte.devices.client.ModelCatalogue;
import io.ftte.devices.client.UpdateSink;
import io.ftte.devices.data.Digits;
import io.ftte.devices.data.Seeds;
import io.ftte.devices.fixtures.ShardHistory;
import io.ftte.devices.fixtures.TestNetworks;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeviceFleetTest {

    /** How long nothing more may happen. */
    private static final Duration STILL = Duration.ofMillis(300);

    private static final Network MLP = TestNetworks.mlp(32);
    private static final int BUFFER = 10;

    private final Dataset.Split data = Digits.load().split(0.2, Seeds.generator(1, 0)::nextInt);
    private final ModelCatalogue catalogue =
            new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), version -> {});

    @Test
    void start_serverInMemory_trainsTheModelAndStopsWithinTwoSeconds() throws Exception {
        Server server = new Server(60);
        try (DeviceFleet fleet = fleet(server, Duration.ofSeconds(5))) {
            server.publish();
            fleet.start();

            assertThat(server.reached.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(fleet.failure()).isEmpty();
            long closing = System.nanoTime();
            fleet.close();
            assertThat(System.nanoTime() - closing).isLessThan(2_000_000_000L);
        }

        int afterClose = server.updates.get();
        await().during(STILL).until(() -> server.updates.get() == afterClose);
        assertThat(TestNetworks.accuracy(MLP, server.parameters, data.heldOut()))
                .isGreaterThan(0.88);
        assertThat(server.sequences).hasSizeGreaterThan(20);
    }

    @Test
    void start_versionNeverComes_sendsOneUpdateADevice() throws Exception {
        AtomicInteger updates = new AtomicInteger();
        new Server(1).publish();
        try (DeviceFleet fleet =
                fleet((update, ms) -> updates.incrementAndGet(), Duration.ofHours(1))) {
            fleet.start();
            await().until(() -> updates.get() >= 50);
            await().during(STILL).until(() -> updates.get() == 50);
        }
    }

    @Test
    void start_versionNeverComesAndPatienceEnds_sendsMore() throws Exception {
        AtomicInteger updates = new AtomicInteger();
        new Server(1).publish();
        try (DeviceFleet fleet =
                fleet((update, ms) -> updates.incrementAndGet(), Duration.ofMillis(100))) {
            fleet.start();
            await().until(() -> updates.get() > 100);
        }
    }

    @Test
    void start_sinkFails_stopsAndKeepsTheError() throws Exception {
        new Server(1).publish();
        UpdateSink broken =
                (update, ms) -> {
                    throw new IllegalStateException("no broker");
                };
        try (DeviceFleet fleet = fleet(broken, Duration.ofSeconds(5))) {
            fleet.start();
            await().until(() -> fleet.failure().isPresent());
            assertThat(fleet.failure().orElseThrow()).hasMessage("no broker");
        }
    }

    private DeviceFleet fleet(UpdateSink sink, Duration patience) {
        FleetSettings defaults = FleetSettings.defaults();
        FleetSettings quick =
                new FleetSettings(
                        defaults.devices(),
                        defaults.stragglers(),
                        defaults.slowdown(),
                        Duration.ofMillis(20),
                        defaults.jitter(),
                        patience,
                        defaults.alpha(),
                        defaults.training(),
                        MemoryBudgets.UNLIMITED,
                        0);
        return new DeviceFleet(quick, "digits", MLP, data.train(), catalogue, sink, 1);
    }

    /** FedBuff in a few lines: the sink is the server, the catalogue reads what it publishes. */
    private final class Server implements UpdateSink {

        private final float[] parameters = HeNormal.parameters(MLP, 1);
        private final float[] sum = new float[parameters.length];
        private final Map<String, Long> sequences = new HashMap<>();
        private final AtomicInteger updates = new AtomicInteger();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final long goal;
        private long version;
        private int buffered;
        private long time;

        Server(long goal) {
            this.goal = goal;
        }

        @Override
        public synchronized void send(LocalUpdate update, long endOfTrainingMs) {
            updates.incrementAndGet();
            long expected = sequences.merge(update.deviceId(), 1L, Long::sum) - 1;
            assertThat(update.sequence()).isEqualTo(expected);
            assertThat(endOfTrainingMs).isCloseTo(System.currentTimeMillis(), within(1_000L));
            time = Math.max(time, endOfTrainingMs);
            float weight = (float) (1 / Math.sqrt(1 + version - update.baseVersion()));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight * update.delta()[i];
            }
            if (++buffered == BUFFER) {
                for (int i = 0; i < sum.length; i++) {
                    parameters[i] += sum[i] / BUFFER;
                    sum[i] = 0;
                }
                buffered = 0;
                version++;
                publish();
            }
        }

        synchronized void publish() {
            List<IndexRange> all = List.of(new IndexRange(0, parameters.length));
            try {
                if (version == 0) {
                    catalogue.accept(
                            RecordCodec.encode(
                                    new TrainablePlan(
                                            "digits", 0, 0, 0L, all, null, null, 0, 0, 1, List.of(),
                                            null)));
                }
                ShardKind kind = version == 0 ? ShardKind.SNAPSHOT : ShardKind.MODEL;
                catalogue.accept(
                        RecordCodec.encode(
                                new ModelShard(
                                        "digits",
                                        0,
                                        kind,
                                        version,
                                        0L,
                                        time,
                                        0,
                                        1,
                                        0,
                                        parameters.length,
                                        List.of(0),
                                        all,
                                        ShardHistory.bytes(parameters, 0, parameters.length))));
            } catch (WireException e) {
                throw new IllegalStateException(e);
            }
            if (version == goal) {
                reached.countDown();
            }
        }
    }
}
