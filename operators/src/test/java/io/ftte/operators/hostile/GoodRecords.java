package io.ftte.operators.hostile;

import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Shape;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.Plan;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.Tick;
import io.ftte.schemas.TierPlan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJsonWriter;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a well-behaved operator, job and fleet write about a model. */
final class GoodRecords {
    static final String MODEL = "m";
    static final int BUFFER = 2;
    static final Network NETWORK =
            new Network(
                    Shape.of(16),
                    List.of(
                            new Dense("hidden", 8, Activation.RELU),
                            new Dense("out", 4, Activation.NONE)));

    private static final int LENGTH = NETWORK.parameterCount();

    private GoodRecords() {}

    /** A model that plans are chosen for. */
    static List<ControlMessage> registration(String modelId) {
        return TestModels.registration(
                ModelDefinition.of(
                        modelId,
                        TestModels.START,
                        NetworkTensors.of(NETWORK),
                        List.of(NetworkTensors.plan(1, NetworkPlan.full(NETWORK))),
                        TestModels.settings(BUFFER).setMaxStaleness(1_000_000).build(),
                        TestModels.numbers(LENGTH, 1),
                        Optional.of(NetworkJsonWriter.write(NETWORK))));
    }

    static DeviceUpdate update(String modelId, String device, long sequence) {
        return update(modelId, device, sequence, 0, LENGTH, TensorEncoding.F32);
    }

    private static DeviceUpdate update(
            String modelId, String device, long sequence, int from, int count, TensorEncoding e) {
        return TestModels.update(
                modelId,
                device,
                sequence,
                0,
                1,
                LENGTH,
                from,
                count,
                e,
                TestModels.numbers(LENGTH, sequence));
    }

    static List<byte[]> updates() {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            TensorEncoding encoding = TensorEncoding.values()[i % 3];
            String device = "device-" + i % 30;
            records.add(RecordCodec.encode(update(MODEL, device, 3 * i, 0, LENGTH, encoding)));
            int half = LENGTH / 2;
            records.add(RecordCodec.encode(update(MODEL, device, 3 * i + 1, 0, half, encoding)));
            records.add(
                    RecordCodec.encode(
                            update(MODEL, device, 3 * i + 1, half, LENGTH - half, encoding)));
        }
        records.add(RecordCodec.encode(new Tick(1L)));
        return records;
    }

    /** Changes of the model, as they come by on both topics. */
    static List<byte[]> changes() {
        PlanSet set =
                new PlanSet(
                        MODEL,
                        0L,
                        List.of(
                                new TierPlan(3, 0, List.of(new IndexRange(136, LENGTH))),
                                new TierPlan(4, 1, List.of(new IndexRange(0, LENGTH)))));
        return List.of(
                TestModels.newPlan(MODEL, 2, 0, 0, 40, 60, 100).value(),
                RecordCodec.encode(set),
                TestModels.newSettings(MODEL, 1, 0, TestModels.settings(BUFFER + 1)).value(),
                TestModels.republish(MODEL).value(),
                RecordCodec.encode(new DeviceStanding("device-1", true, 1L, null)),
                RecordCodec.encode(
                        new DeviceStanding("device-1", false, 2L, ByteBuffer.allocate(44))));
    }

    static List<byte[]> control() {
        List<byte[]> records = new ArrayList<>(changes());
        registration(MODEL).forEach(message -> records.add(message.value()));
        TestModels.registration(
                        TestModels.layers(
                                "k",
                                TestModels.spectral(BUFFER).build(),
                                1,
                                List.of(
                                        new Plan(
                                                1,
                                                List.of(new TensorRange("out/kernel", 0, 400)),
                                                null))))
                .forEach(message -> records.add(message.value()));
        records.add(RecordCodec.encode(new ControlFence("run")));
        return records;
    }

    static List<byte[]> profiles() throws GeneralSecurityException {
        byte[] key =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
        Map<String, Float> scores = Map.of("hidden/kernel", 9f, "out/kernel", 1f);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            records.add(
                    RecordCodec.encode(
                            new DeviceProfile(
                                    "device-" + i,
                                    List.of(MODEL, "k"),
                                    3_000L + 500 * i,
                                    i % 2 == 0 ? scores : Map.of(),
                                    i % 3 == 0 ? ByteBuffer.wrap(key) : null,
                                    i % 4 == 0 ? 200L * i + 300 : null,
                                    null,
                                    null)));
        }
        records.add(RecordCodec.encode(new ControlFence("run")));
        return records;
    }
}
