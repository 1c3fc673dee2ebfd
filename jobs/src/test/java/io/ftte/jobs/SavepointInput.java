package io.ftte.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.devices.LocalUpdate;
import io.ftte.devices.UpdateChunks;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.Plan;
import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.text.Words;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * What a new fixture records. A model of two plans with moments and an average, whose larger
 * updates come in two chunks, and a model that plans are chosen for; updates late, repeated and of
 * no model.
 *
 * @param updates in arrival order, of two partitions
 * @param before how many of them lie before the savepoint
 */
record SavepointInput(
        List<RecordedRecord> control,
        List<RecordedRecord> devices,
        List<RecordedRecord> updates,
        int before) {

    /**
     * The model that nobody registered: its one refusal ends what is decided before the savepoint.
     */
    static final String UNKNOWN_MODEL = "nobody";

    private static final long START = 1_700_000_000_000L;
    private static final int UPDATES = 40;
    private static final int BEFORE = 41;
    private static final int PARAMETERS = 2_000;
    private static final int FEW = 500;
    private static final String ARCHITECTURE =
            "{\"input\": [16], \"layers\": [{\"type\": \"dense\", \"name\": \"hidden\","
                    + " \"units\": 8, \"activation\": \"relu\"}, {\"type\": \"dense\", \"name\":"
                    + " \"out\", \"units\": 4}]}";
    private static final Network NETWORK = NetworkJson.read(ARCHITECTURE);
    private static final UpdateChunks INT8 = new UpdateChunks(TensorEncoding.INT8, 1_024);

    static SavepointInput make() {
        List<RecordedRecord> updates = new ArrayList<>();
        for (int u = 0; u < UPDATES; u++) {
            addTwoPlans(updates, u);
            if (u % 3 == 0) {
                addChosen(updates, u);
            }
        }
        updates.sort(Comparator.comparingLong(RecordedRecord::getTimestamp));
        updates.add(BEFORE, late(updates.get(BEFORE)));
        RecordedRecord marker = marker(updates.subList(0, BEFORE));
        int place = 0;
        while (updates.get(place).getTimestamp() <= marker.getTimestamp()) {
            place++;
        }
        updates.add(place, marker);
        return new SavepointInput(controlTopic(), devicesTopic(), numbered(updates), BEFORE + 2);
    }

    /** Updates that have chunks on both sides of the savepoint, as device/sequence. */
    Set<String> underWay() throws WireException {
        Set<String> both = updates(updates.subList(0, before));
        both.retainAll(updates(updates.subList(before, updates.size())));
        return both;
    }

    private static Set<String> updates(List<RecordedRecord> records) throws WireException {
        Set<String> ids = new HashSet<>();
        for (RecordedRecord record : records) {
            DeviceUpdate update = RecordCodec.decode(record.getValue().array(), DeviceUpdate.class);
            ids.add(update.getDeviceId() + "/" + update.getSequence());
        }
        return ids;
    }

    private static void addTwoPlans(List<RecordedRecord> updates, int u) {
        boolean large = u % 2 == 0;
        boolean repeat = u % 13 == 12;
        int device = u % 8;
        LocalUpdate update =
                TestModels.update(
                        "two-plans",
                        "device-" + device,
                        u / 8 - (repeat ? 1 : 0),
                        Math.max(0, u / 4 - 4),
                        large ? PARAMETERS : FEW);
        int plan = large ? 1 : 2;
        List<DeviceUpdate> chunks =
                INT8.of(
                        new LocalUpdate(
                                update.modelId(),
                                update.deviceId(),
                                update.sequence(),
                                update.baseVersion(),
                                plan,
                                1 + u % 5,
                                update.delta()));
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            updates.add(record(device / 4, 20 * u + 45 * chunk, chunks.get(chunk)));
        }
    }

    private static void addChosen(List<RecordedRecord> updates, int u) {
        LocalUpdate update =
                TestModels.update("chosen", "phone-" + u % 2, u, 0, NETWORK.parameterCount());
        updates.add(record(0, 20 * u + 5, UpdateChunks.defaults().of(update).get(0)));
    }

    /** An update that arrives now and is of long ago, so that the clock's memory counts. */
    private static RecordedRecord late(RecordedRecord next) {
        LocalUpdate update = TestModels.update("two-plans", "latecomer", 0, 0, FEW);
        LocalUpdate small = new LocalUpdate("two-plans", "latecomer", 0, 0, 2, 1, update.delta());
        return record(
                next.getPartition(), next.getTimestamp() - START - 400, INT8.of(small).get(0));
    }

    /** Refused when the watermark that these records make is reached, after all other decisions. */
    private static RecordedRecord marker(List<RecordedRecord> records) {
        Map<Integer, Long> newest = new HashMap<>();
        records.forEach(r -> newest.merge(r.getPartition(), r.getTimestamp(), Math::max));
        long watermark =
                newest.values().stream().mapToLong(time -> time).min().getAsLong()
                        - SavepointFixture.OUT_OF_ORDERNESS.toMillis()
                        - 1;
        LocalUpdate update = TestModels.update(UNKNOWN_MODEL, "~", 0, 0, 1);
        return record(0, watermark - START, UpdateChunks.defaults().of(update).get(0));
    }

    private static RecordedRecord record(int partition, long afterMs, DeviceUpdate update) {
        return record(partition, START + afterMs, update.getDeviceId(), RecordCodec.encode(update));
    }

    private static RecordedRecord record(int partition, long time, String key, byte[] value) {
        return new RecordedRecord(
                partition, 0L, time, ByteBuffer.wrap(key.getBytes(UTF_8)), ByteBuffer.wrap(value));
    }

    private static List<RecordedRecord> numbered(List<RecordedRecord> records) {
        Map<Integer, Long> next = new HashMap<>();
        return records.stream()
                .map(
                        record ->
                                RecordedRecord.newBuilder(record)
                                        .setOffset(
                                                next.merge(record.getPartition(), 1L, Long::sum)
                                                        - 1)
                                        .build())
                .toList();
    }

    /** The last record comes after the savepoint, so that the topic has not ended there. */
    private static List<RecordedRecord> controlTopic() {
        List<RecordedRecord> records = new ArrayList<>();
        for (ModelDefinition model : List.of(twoPlans(), chosen())) {
            for (ControlRecord entry : model.controlRecords()) {
                records.add(record(0, START, entry.key().toString(), entry.value()));
            }
        }
        records.add(
                record(
                        0,
                        START,
                        ControlKey.FENCE,
                        RecordCodec.encode(new ControlFence(SavepointFixture.RUN_ID))));
        ControlRecord repeated = chosen().controlRecords().get(1);
        records.add(record(0, START, repeated.key().toString(), repeated.value()));
        return numbered(records);
    }

    private static ModelDefinition twoPlans() {
        AggregationSettings settings =
                TestModels.settings(4)
                        .setServerLearningRate(0.05)
                        .setServerOptimizer(
                                ServerOptimizer.newBuilder()
                                        .setName(Words.of(OptimizerName.RMSPROP))
                                        .build())
                        .setAveragingDecay(0.9)
                        .build();
        return ModelDefinition.of(
                "two-plans",
                START,
                List.of(
                        new Tensor("a", List.of(PARAMETERS / 2)),
                        new Tensor("b", List.of(PARAMETERS / 2))),
                List.of(
                        new Plan(
                                1,
                                List.of(
                                        new TensorRange("a", 0, PARAMETERS / 2),
                                        new TensorRange("b", 0, PARAMETERS / 2))),
                        new Plan(2, List.of(new TensorRange("b", 300, 300 + FEW)))),
                settings,
                TestModels.update("two-plans", "initial", 0, 0, PARAMETERS).delta(),
                Optional.empty());
    }

    private static ModelDefinition chosen() {
        return ModelDefinition.of(
                "chosen",
                START,
                NetworkTensors.of(NETWORK),
                List.of(NetworkTensors.plan(TestModels.PLAN, NetworkPlan.full(NETWORK))),
                TestModels.settings(3).build(),
                new float[NETWORK.parameterCount()],
                Optional.of(ARCHITECTURE));
    }

    /** Of devices that can train everything: what is chosen does not depend on the search. */
    private static List<RecordedRecord> devicesTopic() {
        List<RecordedRecord> records = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String device = "phone-" + i;
            records.add(
                    record(
                            0,
                            START + i,
                            device,
                            RecordCodec.encode(
                                    new DeviceProfile(
                                            device,
                                            List.of("chosen"),
                                            1L << 30,
                                            Map.of("hidden/kernel", 0.5f + i),
                                            null))));
        }
        return numbered(records);
    }

    void write(SavepointFixture fixture) throws IOException {
        write(control, fixture.recording("control"));
        write(devices, fixture.recording("devices"));
        write(updates, fixture.recording("updates"));
    }

    private static void write(List<RecordedRecord> records, Path file) throws IOException {
        try (DataFileWriter<RecordedRecord> out =
                new DataFileWriter<>(new SpecificDatumWriter<>(RecordedRecord.class))) {
            out.create(RecordedRecord.getClassSchema(), file.toFile());
            for (RecordedRecord record : records) {
                out.append(record);
            }
        }
    }
}
