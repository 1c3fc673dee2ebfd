package io.ftte.operators.records;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.wire.Tensors;
import io.ftte.schemas.wire.UpdateReader;

/**
 * The numbers that one record of the update topic has for the slices, still encoded.
 *
 * @param from index of the first component in the plan's vector
 * @param components at least 1
 * @param offset where they begin in the bytes
 */
public record Payload(
        String modelId,
        int planId,
        TensorEncoding encoding,
        int from,
        int components,
        byte[] bytes,
        int offset) {

    /**
     * Of an update.
     *
     * @param update that has just read the value
     */
    public static Payload of(UpdateReader update, byte[] value) {
        return new Payload(
                update.modelId(),
                update.planId(),
                update.encoding(),
                update.from(),
                update.components(),
                value,
                update.deltaOffset());
    }

    /** Of a share, whose integers are cut like floats: both have four bytes. */
    public static Payload of(UpdateShare share) {
        byte[] numbers = new byte[share.getNumbers().remaining()];
        share.getNumbers().duplicate().get(numbers);
        return new Payload(
                share.getModelId(),
                share.getPlanId(),
                TensorEncoding.F32,
                share.getFrom(),
                numbers.length / Integer.BYTES,
                numbers,
                0);
    }

    /** One past the last component. */
    public int to() {
        return from + components;
    }

    /** Whether components [first, first + count) of the plan's vector are among these. */
    public boolean covers(int first, int count) {
        return first >= from && first + count <= to();
    }

    /** Components [first, first + count) of the plan's vector, which are covered. */
    public byte[] cut(int first, int count) {
        return Tensors.cut(encoding, bytes, offset, first - from, count);
    }

    /** Index of a component of the plan's vector within its INT8 block, 0 for other encodings. */
    public int phase(int first) {
        return Tensors.phase(encoding, first - from);
    }
}
