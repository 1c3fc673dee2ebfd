package io.ftte.operators.stream;

import io.ftte.aggregation.UpdateStatistics;
import io.ftte.control.Update;
import io.ftte.schemas.RejectionReason;
import java.util.Optional;

/**
 * All that the control plane needs of an update: who, from which version, when, and what its
 * numbers look like – never the numbers.
 *
 * @param eventTime the record's timestamp in ms; of a chunked update the newest chunk's
 * @param orderTime o of the rule; equal to {@code eventTime} until the partition's clock has set it
 * @param totalLength components of the whole update; −1 of a tick
 * @param sliceSize how the decoder cut the payload
 * @param chunks in ascending order of {@code from}; empty when the record only moves the clock
 * @param refusedFor null while nobody refused it; read it by {@link #refusal}
 * @param detail one line about a refusal, empty otherwise
 * @param proof who sent it, on the way to where that is checked; null everywhere else
 */
public record UpdateHeader(
        int partition,
        String modelId,
        String deviceId,
        long sequence,
        long baseVersion,
        int planId,
        long examples,
        int totalLength,
        int sliceSize,
        long eventTime,
        long orderTime,
        boolean late,
        Chunk[] chunks,
        RejectionReason refusedFor,
        String detail,
        Proof proof)
        implements Update {

    private static final Chunk[] NONE = {};

    private static final int TICK = -1;

    /** A tick of the job. */
    public static UpdateHeader tick(int partition, long eventTime) {
        return timeOnly(partition, "", TICK, eventTime);
    }

    /**
     * A refused record, which counts for nothing but the clock of its partition.
     *
     * @param deviceId as its key has it, empty where that is none
     */
    public static UpdateHeader timeOnly(int partition, String deviceId, long eventTime) {
        return timeOnly(partition, deviceId, 0, eventTime);
    }

    private static UpdateHeader timeOnly(
            int partition, String deviceId, int totalLength, long eventTime) {
        return new UpdateHeader(
                partition,
                "",
                deviceId,
                0,
                0,
                0,
                0,
                totalLength,
                0,
                eventTime,
                eventTime,
                false,
                NONE,
                null,
                "",
                null);
    }

    public boolean isTick() {
        return totalLength == TICK;
    }

    public boolean isTimeOnly() {
        return chunks.length == 0;
    }

    public Optional<RejectionReason> refusal() {
        return Optional.ofNullable(refusedFor);
    }

    public UpdateHeader ordered(long newOrderTime, boolean isLate) {
        return with(eventTime, newOrderTime, isLate, chunks, refusedFor, detail, proof);
    }

    /** Without a proof: what is refused needs none. */
    public UpdateHeader refused(RejectionReason reason, String why) {
        return with(eventTime, orderTime, late, chunks, reason, why, null);
    }

    /** The same once its proof has been looked at. */
    public UpdateHeader proven() {
        return with(eventTime, orderTime, late, chunks, refusedFor, detail, null);
    }

    public UpdateHeader assembled(
            long newEventTime, long newOrderTime, boolean isLate, Chunk[] all) {
        return with(newEventTime, newOrderTime, isLate, all, refusedFor, detail, proof);
    }

    private UpdateHeader with(
            long newEventTime,
            long newOrderTime,
            boolean isLate,
            Chunk[] newChunks,
            RejectionReason reason,
            String why,
            Proof newProof) {
        return new UpdateHeader(
                partition,
                modelId,
                deviceId,
                sequence,
                baseVersion,
                planId,
                examples,
                totalLength,
                sliceSize,
                newEventTime,
                newOrderTime,
                isLate,
                newChunks,
                reason,
                why,
                newProof);
    }

    @Override
    public UpdateStatistics statistics() {
        UpdateStatistics all = chunks[0].statistics();
        for (int i = 1; i < chunks.length; i++) {
            all = all.merge(chunks[i].statistics());
        }
        return all;
    }

    /** Of its first chunk. */
    @Override
    public long place() {
        return chunks[0].joinKey();
    }
}
