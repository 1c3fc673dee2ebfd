package io.ftte.cli;

import io.ftte.devices.Dataset;
import io.ftte.devices.DenseArchitecture;
import io.ftte.devices.Digits;
import io.ftte.devices.Seeds;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The model of the demonstration and its data, the same for a seed.
 *
 * @param data what the fleet trains on, and what versions are measured on
 */
record DemoModel(DenseArchitecture architecture, Dataset.Split data, ModelDefinition definition) {
    static final String ID = "digits";

    private static final int HIDDEN = 32;
    private static final int PLAN = 1;
    private static final double HELD_OUT = 0.2;

    // Streams of random numbers of a seed, apart from those of the fleet.
    private static final long SPLIT_STREAM = 0;
    private static final long PARAMETER_STREAM = 1;

    /**
     * @param eventTime T(0), ms since the epoch
     */
    static DemoModel of(long seed, long eventTime) {
        DenseArchitecture architecture =
                DenseArchitecture.of(Digits.PIXELS, HIDDEN, Digits.CLASSES);
        List<Tensor> tensors = architecture.tensors();
        Plan everything =
                new Plan(
                        PLAN,
                        tensors.stream()
                                .map(tensor -> new TensorRange(tensor.getName(), 0, size(tensor)))
                                .toList());
        ModelDefinition definition =
                ModelDefinition.of(
                        ID,
                        eventTime,
                        tensors,
                        List.of(everything),
                        LiveSettings.defaults(),
                        architecture.initialParameters(Seeds.generator(seed, PARAMETER_STREAM)),
                        Optional.of(architecture.toJson()));
        return new DemoModel(
                architecture,
                Digits.load().split(HELD_OUT, Seeds.generator(seed, SPLIT_STREAM)),
                definition);
    }

    /** Bytes of the numbers of one update, one way. */
    long payloadBytes() {
        return 4L * definition.parameters().length;
    }

    /** Bytes of the record that carries one update. */
    long updateBytes() {
        int length = definition.parameters().length;
        return RecordCodec.encode(
                        new DeviceUpdate(
                                ID,
                                "device-000",
                                1L,
                                1L,
                                PLAN,
                                1L,
                                length,
                                0,
                                TensorEncoding.F32,
                                ByteBuffer.allocate(4 * length)))
                .length;
    }

    private static int size(Tensor tensor) {
        return tensor.getShape().stream().reduce(1, Math::multiplyExact);
    }
}
