package io.ftte.benchmarks;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * As many updates as one likes, the same ones for the same arguments: of so many models in turn,
 * from so many devices in turn, up to {@value #MAX_STALENESS} versions old. Not thread-safe.
 */
public final class MadeUpdates {
    /** Updates to a version of each model. */
    public static final int BUFFER = 10;

    private static final int PAYLOADS = 64;
    private static final int MAX_STALENESS = 5;

    private final int parameters;
    private final TensorEncoding encoding;
    private final int models;
    private final int devices;
    private final List<byte[]> payloads;
    private final Random random = new Random(1);

    /**
     * @param parameters of each model, all of which devices send
     * @param devices of each model; their ids are the same in every one
     */
    public MadeUpdates(int parameters, TensorEncoding encoding, int models, int devices) {
        this.parameters = parameters;
        this.encoding = encoding;
        this.models = models;
        this.devices = devices;
        this.payloads = payloads(parameters, encoding);
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
    public static List<ModelDefinition> models(int models, int parameters, long eventTime) {
        List<ModelDefinition> definitions = new ArrayList<>();
        for (int i = 0; i < models; i++) {
            definitions.add(
                    ModelDefinition.of(
                            name(i),
                            eventTime,
                            List.of(new Tensor("w", List.of(parameters))),
                            List.of(
                                    new Plan(
                                            1, List.of(new TensorRange("w", 0, parameters)), null)),
                            AggregationJson.changed(
                                    AggregationJson.defaults(), Map.of("bufferSize", "" + BUFFER)),
                            new float[parameters],
                            Optional.empty()));
        }
        return definitions;
    }

    private static String name(int model) {
        return "m" + model;
    }

    /** Of the i-th update. */
    public String device(int i) {
        return "device-" + i / models % devices;
    }

    /** Which of so many partitions the i-th update is on; all of a device are on one. */
    public int partition(int i, int partitions) {
        return i / models % devices % partitions;
    }

    /** The i-th update as a record's value; they are asked for in ascending order. */
    public byte[] value(int i) {
        int ofModel = i / models;
        return RecordCodec.encode(
                new DeviceUpdate(
                        name(i % models),
                        device(i),
                        (long) ofModel / devices,
                        Math.max(0L, ofModel / BUFFER - random.nextInt(MAX_STALENESS) - 1),
                        1,
                        10L,
                        parameters,
                        0,
                        encoding,
                        ByteBuffer.wrap(payloads.get(i % PAYLOADS)),
                        null));
    }
}
