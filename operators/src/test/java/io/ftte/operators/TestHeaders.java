package io.ftte.operators;

import io.ftte.aggregation.UpdateStatistics;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.UpdateHeader;

/** Headers of updates of plan 1 of the model {@code m}, from base version 0. */
final class TestHeaders {
    static final String MODEL = "m";
    static final int LENGTH = 2000;

    private TestHeaders() {}

    static UpdateHeader whole(String device, long sequence, long orderTime) {
        return chunk(device, sequence, orderTime, 0, LENGTH);
    }

    static UpdateHeader chunk(String device, long sequence, long orderTime, int from, int count) {
        return of(
                MODEL,
                device,
                sequence,
                orderTime,
                0,
                1,
                LENGTH,
                false,
                chunk(sequence, from, count));
    }

    static UpdateHeader of(
            String model,
            String device,
            long sequence,
            long orderTime,
            long baseVersion,
            int planId,
            int totalLength,
            boolean late,
            Chunk... chunks) {
        return new UpdateHeader(
                0,
                model,
                device,
                sequence,
                baseVersion,
                planId,
                1,
                totalLength,
                TestModels.SIZES.sliceSize(),
                orderTime,
                orderTime,
                late,
                chunks,
                null,
                "",
                null);
    }

    /** Components of variance 1 and mean 0; the place in the topic follows from the arguments. */
    static Chunk chunk(long sequence, int from, int count) {
        return new Chunk(
                0, sequence * 10_000 + from, from, new UpdateStatistics(count, 0, count, count));
    }
}
