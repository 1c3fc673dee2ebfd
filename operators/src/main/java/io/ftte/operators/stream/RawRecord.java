package io.ftte.operators.stream;

/**
 * A record of the update topic as it was read.
 *
 * @param offset in the partition; the line, from 0, of a text recording
 * @param timestamp event time in ms, or {@link #NO_TIME} where the record has no usable one
 * @param key empty where there was none
 * @param refusal what the source found wrong before anybody decoded the value; empty if nothing
 */
public record RawRecord(
        int partition, long offset, long timestamp, byte[] key, byte[] value, String refusal) {

    /** A record without a usable time: it moves neither the partition's clock nor the watermark. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** Latest event time that is believed, about the year 2255. */
    private static final long LATEST = 9_000_000_000_000L;

    /** A record whose timestamp decides whether it is usable. */
    public static RawRecord of(
            int partition, long offset, long timestamp, byte[] key, byte[] value) {
        if (timestamp < 0 || timestamp > LATEST) {
            return withoutTime(
                    partition,
                    offset,
                    key,
                    value,
                    "timestamp " + timestamp + " is outside 0 to " + LATEST);
        }
        return new RawRecord(partition, offset, timestamp, key, value, "");
    }

    /** A record that the source refuses. */
    public static RawRecord withoutTime(
            int partition, long offset, byte[] key, byte[] value, String refusal) {
        return new RawRecord(partition, offset, NO_TIME, key, value, refusal);
    }

    public boolean hasTime() {
        return timestamp != NO_TIME;
    }
}
