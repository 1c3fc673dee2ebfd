package io.ftte.operators.stream;

import io.ftte.aggregation.UpdateStatistics;
import io.ftte.control.Update;
import io.ftte.operators.runtime.ImmutableSerializer;
import io.ftte.operators.runtime.ImmutableType;
import io.ftte.schemas.RejectionReason;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

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
 * @param seedId names the seed that the other party's share is made of; 0 where the update is not
 *     in shares
 * @param mostNorm the largest norm that its integers have by the helper's word; 0 before that
 */
@TypeInfo(UpdateHeader.Factory.class)
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
        Proof proof,
        long seedId,
        int mostNorm)
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
                null,
                0,
                0);
    }

    public boolean isTick() {
        return totalLength == TICK;
    }

    public boolean isTimeOnly() {
        return chunks.length == 0;
    }

    /** Whether this is only the helper's word that it holds its share. */
    public boolean isWord() {
        return chunks.length == 1 && chunks[0].isWord();
    }

    public Optional<RejectionReason> refusal() {
        return Optional.ofNullable(refusedFor);
    }

    public UpdateHeader ordered(long newOrderTime, boolean isLate) {
        return with(eventTime, newOrderTime, isLate, chunks, refusedFor, detail, proof, mostNorm);
    }

    /** Without a proof: what is refused needs none. */
    public UpdateHeader refused(RejectionReason reason, String why) {
        return with(eventTime, orderTime, late, chunks, reason, why, null, mostNorm);
    }

    /** The same once its proof has been looked at. */
    public UpdateHeader proven() {
        return with(eventTime, orderTime, late, chunks, refusedFor, detail, null, mostNorm);
    }

    public UpdateHeader assembled(
            long newEventTime, long newOrderTime, boolean isLate, Chunk[] all) {
        return with(newEventTime, newOrderTime, isLate, all, refusedFor, detail, proof, mostNorm);
    }

    /** The same with what a word says. */
    public UpdateHeader withMostNorm(int norm) {
        return with(eventTime, orderTime, late, chunks, refusedFor, detail, proof, norm);
    }

    private UpdateHeader with(
            long newEventTime,
            long newOrderTime,
            boolean isLate,
            Chunk[] newChunks,
            RejectionReason reason,
            String why,
            Proof newProof,
            int newMostNorm) {
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
                newProof,
                seedId,
                newMostNorm);
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

    /** How Flink is to serialize it. */
    public static final class Factory extends TypeInfoFactory<UpdateHeader> {
        @Override
        public TypeInformation<UpdateHeader> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> parameters) {
            return new ImmutableType<>(UpdateHeader.class, new Serializer());
        }
    }

    private static final class Serializer extends ImmutableSerializer<UpdateHeader> {
        private static final long serialVersionUID = 1;
        private static final int LATE = 1;
        private static final int REFUSED = 2;
        private static final int PROVES = 4;
        private static final int SHARED = 8;

        @Override
        protected void write(UpdateHeader header, DataOutputView out) throws IOException {
            out.writeByte(
                    (header.late ? LATE : 0)
                            | (header.refusedFor == null ? 0 : REFUSED)
                            | (header.proof == null ? 0 : PROVES)
                            | (header.seedId == 0 ? 0 : SHARED));
            out.writeInt(header.partition);
            StringValue.writeString(header.modelId, out);
            StringValue.writeString(header.deviceId, out);
            out.writeLong(header.sequence);
            out.writeLong(header.baseVersion);
            out.writeInt(header.planId);
            out.writeLong(header.examples);
            out.writeInt(header.totalLength);
            out.writeInt(header.sliceSize);
            out.writeLong(header.eventTime);
            out.writeLong(header.orderTime);
            out.writeInt(header.chunks.length);
            for (Chunk chunk : header.chunks) {
                Chunk.write(chunk, out);
            }
            if (header.refusedFor != null) {
                StringValue.writeString(header.refusedFor.name(), out);
                StringValue.writeString(header.detail, out);
            }
            if (header.proof != null) {
                Proof.write(header.proof, out);
            }
            if (header.seedId != 0) {
                out.writeLong(header.seedId);
                out.writeInt(header.mostNorm);
            }
        }

        @Override
        public UpdateHeader deserialize(DataInputView in) throws IOException {
            int flags = in.readByte();
            int partition = in.readInt();
            String modelId = StringValue.readString(in);
            String deviceId = StringValue.readString(in);
            long sequence = in.readLong();
            long baseVersion = in.readLong();
            int planId = in.readInt();
            long examples = in.readLong();
            int totalLength = in.readInt();
            int sliceSize = in.readInt();
            long eventTime = in.readLong();
            long orderTime = in.readLong();
            Chunk[] chunks = new Chunk[in.readInt()];
            for (int i = 0; i < chunks.length; i++) {
                chunks[i] = Chunk.read(in);
            }
            boolean refused = (flags & REFUSED) != 0;
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
                    eventTime,
                    orderTime,
                    (flags & LATE) != 0,
                    chunks,
                    refused ? RejectionReason.valueOf(StringValue.readString(in)) : null,
                    refused ? StringValue.readString(in) : "",
                    (flags & PROVES) == 0 ? null : Proof.read(in),
                    (flags & SHARED) == 0 ? 0 : in.readLong(),
                    (flags & SHARED) == 0 ? 0 : in.readInt());
        }

        @Override
        public TypeSerializerSnapshot<UpdateHeader> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Public for Flink. */
        public static final class Snapshot extends ImmutableSerializer.Snapshot<UpdateHeader> {
            public Snapshot() {
                super(Serializer::new);
            }
        }
    }
}
