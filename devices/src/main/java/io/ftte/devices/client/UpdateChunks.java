package io.ftte.devices.client;

import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How updates are cut into records that a broker accepts. A chunk is a contiguous range of the
 * plan's vector; the chunks of an update share its sequence and cover it exactly.
 *
 * @param encoding of the delta's numbers
 * @param components of a chunk, the last one may be shorter; a multiple of 1,024, so that blocks of
 *     INT8 and leaves of the digest end where chunks end
 */
public record UpdateChunks(TensorEncoding encoding, int components) {

    public UpdateChunks {
        if (components < ModelDigest.LEAF || components % ModelDigest.LEAF != 0) {
            throw new IllegalArgumentException(
                    "a chunk must hold a multiple of 1,024 components, got " + components);
        }
    }

    /** {@link ModelDefinition#CHUNK} components in full precision. */
    public static UpdateChunks defaults() {
        return new UpdateChunks(TensorEncoding.F32, ModelDefinition.CHUNK);
    }

    /** The records of an update, in ascending order of their ranges; at least one. */
    public List<DeviceUpdate> of(LocalUpdate update) {
        int total = update.delta().length;
        if (total == 0) {
            throw new IllegalArgumentException("an update has at least one component");
        }
        List<DeviceUpdate> chunks = new ArrayList<>();
        for (int from = 0; from < total; from += Math.min(components, total - from)) {
            int count = Math.min(components, total - from);
            chunks.add(
                    new DeviceUpdate(
                            update.modelId(),
                            update.deviceId(),
                            update.sequence(),
                            update.baseVersion(),
                            update.planId(),
                            update.examples(),
                            total,
                            from,
                            encoding,
                            ByteBuffer.wrap(Tensors.encode(encoding, update.delta(), from, count)),
                            null));
        }
        return chunks;
    }
}
