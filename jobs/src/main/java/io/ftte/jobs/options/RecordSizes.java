package io.ftte.jobs.options;

import io.ftte.operators.lineage.LineageRecord;

/** How large the records that the job writes may be, in bytes with key and batch header. */
final class RecordSizes {
    /** Room for everything but what is counted: keys, ids, plans, batch header. */
    private static final int OVERHEAD = 64 << 10;

    /**
     * The most for every parameter of a shard: where each second one is trained, a value of 4 bytes
     * and a range of two indices, of 5 bytes each below 2^28.
     */
    private static final int HALF_TRAINED = (Float.BYTES + 2 * 5) / 2;

    private RecordSizes() {}

    /** A shard's part of a version, however its plans are cut. */
    static long shard(int shardSize) {
        return (long) HALF_TRAINED * shardSize + OVERHEAD;
    }

    /** The lineage of a version, whoever contributed to it. */
    static int lineage() {
        return LineageRecord.MAX_BYTES + OVERHEAD;
    }
}
