package io.ftte.operators.records;

import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ProfiledDevice;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Builds the records of the rejection topic. */
public final class Rejections {
    /** How much of an original travels with its refusal. */
    static final int MAX_ORIGINAL = 64 * 1024;

    /** Ids and details in a rejection are cut here: they may be hostile. */
    private static final int MAX_TEXT = 1024;

    private Rejections() {}

    /** A refusal at decode: carries the original, whose ids are known only if it could be read. */
    public static OutputRecord ofRaw(
            String topic,
            RawRecord raw,
            RejectionReason reason,
            String detail,
            String modelId,
            String deviceId,
            Long sequence) {
        byte[] value = raw.value();
        return encode(
                raw.key(),
                Rejection.newBuilder()
                        .setReason(reason)
                        .setDetail(cut(detail))
                        .setModelId(cut(modelId))
                        .setDeviceId(cut(deviceId))
                        .setSequence(sequence)
                        .setTopic(topic)
                        .setPartition(raw.partition())
                        .setOffset(raw.offset())
                        .setEventTime(raw.hasTime() ? raw.timestamp() : null)
                        .setOriginalLength(value.length)
                        .setOriginalSha256(ByteBuffer.wrap(sha256(value)))
                        .setOriginal(
                                ByteBuffer.wrap(value, 0, Math.min(value.length, MAX_ORIGINAL)))
                        .build());
    }

    /** A refusal after decoding: the topic still holds the original, so its place is enough. */
    public static OutputRecord ofChunk(
            String topic, UpdateHeader header, Chunk chunk, RejectionReason reason, String detail) {
        return encode(
                header.deviceId().getBytes(StandardCharsets.UTF_8),
                Rejection.newBuilder()
                        .setReason(reason)
                        .setDetail(cut(detail))
                        .setModelId(header.modelId())
                        .setDeviceId(header.deviceId())
                        .setSequence(header.sequence())
                        .setTopic(topic)
                        .setPartition(chunk.partition())
                        .setOffset(chunk.offset())
                        .setEventTime(header.eventTime())
                        .setOriginalLength(0)
                        .setOriginalSha256(null)
                        .setOriginal(ByteBuffer.allocate(0))
                        .build());
    }

    /** A refused registration. */
    public static OutputRecord ofControl(
            String topic, ControlMessage message, RejectionReason reason, String detail) {
        byte[] value = message.value();
        return encode(
                new byte[0],
                Rejection.newBuilder()
                        .setReason(reason)
                        .setDetail(cut(detail))
                        .setModelId(cut(message.modelId()))
                        .setTopic(topic)
                        .setPartition(message.partition())
                        .setOffset(message.offset())
                        .setOriginalLength(value.length)
                        .setOriginalSha256(ByteBuffer.wrap(sha256(value)))
                        .setOriginal(
                                ByteBuffer.wrap(value, 0, Math.min(value.length, MAX_ORIGINAL)))
                        .build());
    }

    /** A device that a model leaves out; the topic still holds its profile. */
    public static OutputRecord ofProfile(
            String topic,
            String modelId,
            String deviceId,
            ProfiledDevice device,
            RejectionReason reason,
            String detail) {
        return encode(
                deviceId.getBytes(StandardCharsets.UTF_8),
                Rejection.newBuilder()
                        .setReason(reason)
                        .setDetail(cut(detail))
                        .setModelId(cut(modelId))
                        .setDeviceId(cut(deviceId))
                        .setTopic(topic)
                        .setPartition(device.partition)
                        .setOffset(device.offset)
                        .setOriginalLength(0)
                        .setOriginalSha256(null)
                        .setOriginal(ByteBuffer.allocate(0))
                        .build());
    }

    private static OutputRecord encode(byte[] key, Rejection rejection) {
        return new OutputRecord(
                key.length > MAX_TEXT ? Arrays.copyOf(key, MAX_TEXT) : key,
                RecordCodec.encode(rejection));
    }

    /** Null where it is null. */
    private static String cut(String text) {
        return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
