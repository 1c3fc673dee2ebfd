package io.ftte.control;

import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Puts a registration's initial parameters together from their chunks. */
public final class ParameterAssembly {
    private ParameterAssembly() {}

    /**
     * Where the parameters come from.
     *
     * @param <E> what looking for a chunk may throw
     */
    @FunctionalInterface
    public interface ChunkSource<E extends Exception> {
        /** The encoded chunk, or an empty array when it has not arrived. */
        byte[] get(int index) throws E;
    }

    /**
     * The parameters as little-endian float32; {@code IllegalArgumentException} with one line when
     * chunks are missing, overlap, hold a number that is not finite, or miss the digest.
     */
    public static <E extends Exception> byte[] assemble(
            ModelRegistration head, ChunkSource<E> chunks) throws WireException, E {
        requireAll(head, chunks);
        byte[] parameters = new byte[Math.multiplyExact(head.getParameterCount(), Float.BYTES)];
        long covered = 0;
        for (int index = 0; index < head.getParameterChunks(); index++) {
            covered += copy(chunks.get(index), parameters, covered);
        }
        verify(head, parameters);
        return parameters;
    }

    /** Before memory is taken for what the head claims. */
    private static <E extends Exception> void requireAll(
            ModelRegistration head, ChunkSource<E> chunks) throws WireException, E {
        long held = 0;
        for (int index = 0; index < head.getParameterChunks(); index++) {
            byte[] encoded = chunks.get(index);
            if (encoded.length == 0) {
                throw new IllegalArgumentException(
                        "parameter chunk "
                                + index
                                + " of "
                                + head.getParameterChunks()
                                + " is not on the control topic: publish the model again");
            }
            held += RecordCodec.decode(encoded, ParameterChunk.class).getValues().remaining();
        }
        if (held != (long) head.getParameterCount() * Float.BYTES) {
            throw new IllegalArgumentException(
                    "the parameter chunks hold "
                            + held / Float.BYTES
                            + " of "
                            + head.getParameterCount()
                            + " parameters");
        }
    }

    private static int copy(byte[] encoded, byte[] parameters, long covered) throws WireException {
        ParameterChunk chunk = RecordCodec.decode(encoded, ParameterChunk.class);
        ByteBuffer values = chunk.getValues().duplicate();
        int length = values.remaining();
        if ((long) chunk.getFrom() * Float.BYTES != covered
                || covered + length > parameters.length) {
            throw new IllegalArgumentException(
                    "parameter chunk " + chunk.getIndex() + " does not follow the one before it");
        }
        values.get(parameters, (int) covered, length);
        return length;
    }

    private static void verify(ModelRegistration head, byte[] parameters) {
        float[] values = Tensors.floats(parameters);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("initial parameter " + i + " is " + values[i]);
            }
        }
        ByteBuffer expected = head.getParameterDigest().duplicate();
        byte[] digest = new byte[expected.remaining()];
        expected.get(digest);
        if (!Arrays.equals(digest, ModelDigest.of(values))) {
            throw new IllegalArgumentException(
                    "the initial parameters do not have the digest of the registration");
        }
    }
}
