package io.ftte.operators.sharing;

import io.ftte.encoding.SeedStream;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What both shares of an update, and word of one, have in common.
 *
 * @param mostNorm the largest norm that the update's integers have, as the device says with its
 *     seed; 0 of the leader's share
 */
public record ShareFields(
        String modelId,
        String deviceId,
        long sequence,
        long baseVersion,
        int planId,
        long examples,
        int totalLength,
        long seedId,
        int mostNorm) {

    public static ShareFields of(UpdateShare share) {
        return new ShareFields(
                share.getModelId(),
                share.getDeviceId(),
                share.getSequence(),
                share.getBaseVersion(),
                share.getPlanId(),
                share.getExamples(),
                share.getTotalLength(),
                share.getSeedId(),
                0);
    }

    public static ShareFields of(ShareHeld held) {
        return new ShareFields(
                held.getModelId(),
                held.getDeviceId(),
                held.getSequence(),
                held.getBaseVersion(),
                held.getPlanId(),
                held.getExamples(),
                held.getTotalLength(),
                held.getSeedId(),
                held.getMostNorm());
    }

    public static ShareFields of(SeedShare share) {
        return new ShareFields(
                share.getModelId(),
                share.getDeviceId(),
                share.getSequence(),
                share.getBaseVersion(),
                share.getPlanId(),
                share.getExamples(),
                share.getTotalLength(),
                SeedStream.id(ShareDecoder.bytes(share.getSeed())),
                share.getMostNorm());
    }

    /** The helper's word of it, yet without a proof. */
    public ShareHeld held() {
        return ShareHeld.newBuilder()
                .setModelId(modelId)
                .setDeviceId(deviceId)
                .setSequence(sequence)
                .setBaseVersion(baseVersion)
                .setPlanId(planId)
                .setExamples(examples)
                .setTotalLength(totalLength)
                .setSeedId(seedId)
                .setMostNorm(mostNorm)
                .setProof(ByteBuffer.allocate(0))
                .build();
    }

    public void check() throws WireException {
        checkId(modelId, "modelId");
        checkId(deviceId, "deviceId");
        if (sequence < 0 || baseVersion < 0 || totalLength < 1) {
            throw new WireException(
                    "sequence %d, baseVersion %d or totalLength %d counts from below its beginning"
                            .formatted(sequence, baseVersion, totalLength));
        }
        if (seedId == 0) {
            throw new WireException("seedId is 0: draw another seed");
        }
    }

    private static void checkId(String id, String field) throws WireException {
        int bytes = id.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > UpdateReader.MAX_ID_BYTES) {
            throw new WireException(
                    field
                            + " has "
                            + bytes
                            + " bytes, allowed are 1 to "
                            + UpdateReader.MAX_ID_BYTES);
        }
    }
}
