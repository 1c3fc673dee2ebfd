package io.ftte.benchmarks;

import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The updates of a workload, the same ones for the same workload. Not thread-safe. */
public final class MadeUpdates {
    private static final int PAYLOADS = 64;

    private final Workload workload;
    private final List<byte[]> payloads;
    private final Random random = new Random(1);

    public MadeUpdates(Workload workload) {
        this.workload = workload;
        this.payloads = payloads(workload.parameters(), workload.encoding());
    }

    private static List<byte[]> payloads(int parameters, TensorEncoding encoding) {
        Random random = new Random(0);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < PAYLOADS; i++) {
            float[] delta = new float[parameters];
            for (int j = 0; j < parameters; j++) {
                delta[j] = (float) (random.nextGaussian() * 0.01);
            }
            payloads.add(Tensors.encode(encoding, delta, 0, parameters));
        }
        return payloads;
    }

    /** The registrations, which began at that time. */
    public static List<ModelDefinition> models(Workload workload, long eventTime) {
        List<ModelDefinition> definitions = new ArrayList<>();
        int parameters = workload.modelParameters();
        Map<String, String> settings = new HashMap<>(workload.settings());
        settings.put("bufferSize", "" + workload.buffer());
        for (int i = 0; i < workload.models(); i++) {
            definitions.add(
                    ModelDefinition.of(
                            name(i),
                            eventTime,
                            List.of(new Tensor("w", List.of(parameters))),
                            List.of(
                                    new Plan(
                                            1,
                                            List.of(new TensorRange("w", 0, workload.parameters())),
                                            null)),
                            AggregationJson.changed(AggregationJson.defaults(), settings),
                            initial(parameters),
                            Optional.empty()));
        }
        return definitions;
    }

    /** Numbers that do not compress: those of a trained model do not either. */
    private static float[] initial(int parameters) {
        Random random = new Random(2);
        float[] numbers = new float[parameters];
        for (int i = 0; i < parameters; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    private static String name(int model) {
        return "m" + model;
    }

    /** Of the i-th update. */
    public String device(int i) {
        return "device-" + ofModel(i) % workload.devices();
    }

    /** Which partition the i-th update is on; all of a device are on one. */
    public int partition(int i) {
        return ofModel(i) % workload.devices() % workload.partitions();
    }

    private int ofModel(int i) {
        return i / workload.models();
    }

    /** The i-th update of F32 numbers; they are asked for in ascending order. */
    public LocalUpdate update(int i) {
        return new LocalUpdate(
                name(i % workload.models()),
                device(i),
                sequence(i),
                nextBase(i),
                1,
                10,
                Tensors.floats(payloads.get(i % PAYLOADS)));
    }

    private long sequence(int i) {
        return ofModel(i) / workload.devices();
    }

    private long nextBase(int i) {
        return Math.max(
                0L, ofModel(i) / workload.buffer() - random.nextInt(workload.staleness()) - 1);
    }

    /** The same as a record's value. */
    public byte[] value(int i) {
        return RecordCodec.encode(
                new DeviceUpdate(
                        name(i % workload.models()),
                        device(i),
                        sequence(i),
                        nextBase(i),
                        1,
                        10L,
                        workload.parameters(),
                        0,
                        workload.encoding(),
                        ByteBuffer.wrap(payloads.get(i % PAYLOADS)),
                        null));
    }
}
