package io.ftte.schemas.safetensors;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The number types that become parameters, and that of counters, which are nothing to train. */
enum Dtype {
    F64(8),
    F32(4),
    F16(2),
    /** The upper half of a float32. */
    BF16(2),
    /** What PyTorch's normalisation layers count batches in. */
    I64(8);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes per number. */
    public int bytes() {
        return bytes;
    }

    static Optional<Dtype> of(String name) {
        return Arrays.stream(values()).filter(dtype -> dtype.name().equals(name)).findFirst();
    }

    /** Whether its numbers can be a model's parameters. */
    boolean isParameter() {
        return this != I64;
    }

    static String known() {
        return Arrays.stream(values())
                .filter(Dtype::isParameter)
                .map(Dtype::name)
                .collect(Collectors.joining(", "));
    }

    /**
     * Converts the first {@code count} little-endian numbers: F64 to the nearest float32, infinity
     * beyond its range; the others exactly.
     *
     * @throws IllegalStateException of what is no parameter
     */
    void toFloats(byte[] source, int count, float[] out, int offset) {
        switch (this) {
            case F32 -> Tensors.decode(TensorEncoding.F32, source, 0, 0, 0, count, out, offset);
            case F16 -> Tensors.decode(TensorEncoding.F16, source, 0, 0, 0, count, out, offset);
            case BF16 -> {
                ByteBuffer in = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < count; i++) {
                    out[offset + i] = Float.intBitsToFloat(in.getShort() << Short.SIZE);
                }
            }
            case F64 -> {
                ByteBuffer in = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < count; i++) {
                    out[offset + i] = (float) in.getDouble();
                }
            }
            case I64 -> throw new IllegalStateException("counters are no parameters");
        }
    }
}
