package io.ftte.operators.data;

import io.ftte.operators.records.Payload;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives pieces that a checkpoint kept by reference their values, from the records that they came
 * in. Pieces are asked for about in the order of their records, and several of one record after one
 * another: what is read along with one is kept for a while. Not thread-safe.
 */
final class ReadAgain implements Closeable {
    /** Of values that are kept; those of a checkpoint lie in a row. */
    private static final long MAX_BYTES = 64 << 20;

    private static final String ANOTHER = "it is another record";

    private final UpdateRecords records;
    private final int sliceSize;
    private final UpdateReader update = new UpdateReader();
    private final Map<Long, byte[]> values = new LinkedHashMap<>();
    private long bytes;
    private UpdateRecords.Reader reader;

    /**
     * @param sliceSize components of a slice, as the decoder cuts
     */
    ReadAgain(UpdateRecords records, int sliceSize) {
        this.records = records;
        this.sliceSize = sliceSize;
    }

    /**
     * The piece with its values.
     *
     * @throws IOException one line, where its record is gone or is another
     */
    Piece complete(Piece reference) throws IOException {
        byte[] record = record(reference.joinKey());
        try {
            Payload payload = payload(record);
            int first = reference.key().slice() * sliceSize + reference.at();
            if (payload.encoding() != reference.encoding()
                    || !payload.modelId().equals(reference.key().modelId())
                    || !payload.covers(first, reference.count())) {
                throw new WireException(ANOTHER);
            }
            return new Piece(
                    reference.key(),
                    reference.joinKey(),
                    reference.at(),
                    reference.count(),
                    reference.encoding(),
                    reference.phase(),
                    payload.cut(first, reference.count()));
        } catch (WireException e) {
            throw new IOException(
                    "offset %d of partition %d is not the update that was read there before: %s"
                            .formatted(
                                    JoinKey.offset(reference.joinKey()),
                                    JoinKey.partition(reference.joinKey()),
                                    e.getMessage()));
        }
    }

    private Payload payload(byte[] record) throws WireException {
        return switch (update.read(record)) {
            case UPDATE -> Payload.of(update, record);
            case SHARE -> Payload.of(RecordCodec.decode(record, UpdateShare.class));
            case TICK -> throw new WireException(ANOTHER);
        };
    }

    private byte[] record(long joinKey) throws IOException {
        byte[] kept = values.get(joinKey);
        if (kept != null) {
            return kept;
        }
        if (reader == null) {
            reader = records.open();
        }
        byte[] wanted = null;
        for (RawRecord read : reader.read(JoinKey.partition(joinKey), JoinKey.offset(joinKey))) {
            wanted = wanted == null ? read.value() : wanted;
            keep(JoinKey.of(read.partition(), read.offset()), read.value());
        }
        return wanted;
    }

    private void keep(long joinKey, byte[] value) {
        byte[] before = values.put(joinKey, value);
        bytes += value.length - (before == null ? 0 : before.length);
        Iterator<byte[]> oldest = values.values().iterator();
        while (bytes > MAX_BYTES && oldest.hasNext()) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
