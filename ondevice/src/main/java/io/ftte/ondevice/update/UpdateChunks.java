package io.ftte.ondevice.update;

import io.ftte.encoding.DeltaEncoding;
import io.ftte.encoding.ModelDigest;
import io.ftte.encoding.UpdateHeader;
import io.ftte.encoding.UpdateRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How updates are cut into records that a broker accepts. A chunk is a contiguous range of the
 * plan's vector; the chunks of an update share its sequence and cover it exactly.
 *
 * @param encoding of the delta's numbers
 * @param components of a chunk, the last one may be shorter; a multiple of 1,024, so that blocks of
 *     INT8 and leaves of the digest end where chunks end
 */
public record UpdateChunks(DeltaEncoding encoding, int components) {

    /** 512 KiB in full precision, half of what brokers take by default. */
    public static final int COMPONENTS = 128 * ModelDigest.LEAF;

    public UpdateChunks {
        if (components < ModelDigest.LEAF || components % ModelDigest.LEAF != 0) {
            throw new IllegalArgumentException(
                    "a chunk must hold a multiple of 1,024 components, got " + components);
        }
    }

    /** {@value #COMPONENTS} components in full precision. */
    public static UpdateChunks defaults() {
        return of(DeltaEncoding.F32);
    }

    /** {@value #COMPONENTS} components in an encoding. */
    public static UpdateChunks of(DeltaEncoding encoding) {
        return new UpdateChunks(encoding, COMPONENTS);
    }

    /** The records of an update, in ascending order of their ranges; at least one. */
    public List<UpdateRecord> of(LocalUpdate update) {
        int total = update.delta().length;
        if (total == 0) {
            throw new IllegalArgumentException("an update has at least one component");
        }
        List<UpdateRecord> chunks = new ArrayList<>();
        for (int from = 0; from < total; from += Math.min(components, total - from)) {
            int count = Math.min(components, total - from);
            UpdateHeader header =
                    new UpdateHeader(
                            update.modelId(),
                            update.deviceId(),
                            update.sequence(),
                            update.baseVersion(),
                            update.planId(),
                            update.examples(),
                            total,
                            from,
                            encoding);
            chunks.add(new UpdateRecord(header, encoding.encode(update.delta(), from, count)));
        }
        return chunks;
    }

    /**
     * The values of these records, as they travel.
     *
     * @param eventTimeMs under which all of them will travel, the end of training; it is signed,
     *     too
     * @param signer empty where the device does not sign
     */
    public List<byte[]> values(
            LocalUpdate update, long eventTimeMs, Optional<UpdateSigner> signer) {
        List<byte[]> values = new ArrayList<>();
        for (UpdateRecord chunk : of(update)) {
            values.add(
                    signer.isPresent()
                            ? chunk.signed(signer.get().sign(chunk.digest(eventTimeMs)))
                            : chunk.unsigned());
        }
        return values;
    }
}
