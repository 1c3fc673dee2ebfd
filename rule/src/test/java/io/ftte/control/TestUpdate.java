package io.ftte.control;

import io.ftte.aggregation.UpdateStatistics;

/** An update of variance 1, mean 0 and one example, in time and of version 0 if not said else. */
record TestUpdate(
        String deviceId,
        long sequence,
        long baseVersion,
        int planId,
        int totalLength,
        long orderTime,
        boolean late,
        long place,
        long seedId)
        implements Update {

    static TestUpdate of(String deviceId, long sequence) {
        return new TestUpdate(
                deviceId,
                sequence,
                0,
                1,
                ControlRecords.LENGTH,
                ControlRecords.START + sequence,
                false,
                sequence,
                0);
    }

    TestUpdate base(long version) {
        return new TestUpdate(
                deviceId, sequence, version, planId, totalLength, orderTime, late, place, seedId);
    }

    TestUpdate plan(int id, int length) {
        return new TestUpdate(
                deviceId, sequence, baseVersion, id, length, orderTime, late, place, seedId);
    }

    TestUpdate at(long time) {
        return new TestUpdate(
                deviceId, sequence, baseVersion, planId, totalLength, time, late, place, seedId);
    }

    TestUpdate tooLate() {
        return new TestUpdate(
                deviceId,
                sequence,
                baseVersion,
                planId,
                totalLength,
                orderTime,
                true,
                place,
                seedId);
    }

    TestUpdate shared(long seed) {
        return new TestUpdate(
                deviceId, sequence, baseVersion, planId, totalLength, orderTime, late, place, seed);
    }

    /** As a device that clips to 3 in steps of 1e-3. */
    @Override
    public int mostNorm() {
        return seedId == 0 ? 0 : 3_000;
    }

    @Override
    public long examples() {
        return 1;
    }

    @Override
    public UpdateStatistics statistics() {
        return new UpdateStatistics(totalLength, 0, totalLength, totalLength);
    }
}
