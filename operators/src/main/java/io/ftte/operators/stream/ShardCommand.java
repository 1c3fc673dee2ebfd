package io.ftte.operators.stream;

import io.ftte.control.LayoutSizes;
import io.ftte.control.PlanRevision;

/**
 * What the Sequencer tells a shard, in the order in which it is to happen.
 *
 * @param version INIT: 0; STEP: the version to make; PLANS: the version from which on the plans are
 *     in force; REMOVE: the last one that was made
 * @param eventTime INIT, STEP, PLANS: publication time of the version
 * @param registration INIT: the encoded head of the registration
 * @param layout INIT: sizes, so that the shard derives the same layout as the Sequencer
 * @param parameters INIT: little-endian float32 of the shard's range
 * @param planIds STEP: plans with contributions, ascending
 * @param divisors STEP: Z of each of them
 * @param parts STEP: how many {@link SlicePart}s to gather, of slices or of layers
 * @param settings STEP: the encoded {@code ModelSettings} to step by; empty for those of the
 *     registration
 * @param plans PLANS: what is trained and published from then on
 */
public record ShardCommand(
        ShardKey key,
        Kind kind,
        long version,
        long eventTime,
        byte[] registration,
        LayoutSizes layout,
        byte[] parameters,
        int[] planIds,
        double[] divisors,
        int parts,
        PlanRevision plans,
        byte[] settings) {

    private static final byte[] NO_BYTES = {};
    private static final LayoutSizes NO_SIZES = new LayoutSizes(0, 0);

    /** What to do. */
    public enum Kind {
        INIT,
        STEP,
        PLANS,
        REMOVE
    }

    public static ShardCommand init(
            ShardKey key,
            long eventTime,
            byte[] registration,
            LayoutSizes layout,
            byte[] parameters) {
        return new ShardCommand(
                key,
                Kind.INIT,
                0,
                eventTime,
                registration,
                layout,
                parameters,
                new int[0],
                new double[0],
                0,
                PlanRevision.NONE,
                NO_BYTES);
    }

    public static ShardCommand step(
            ShardKey key,
            long version,
            long eventTime,
            int[] planIds,
            double[] divisors,
            int parts,
            byte[] settings) {
        return new ShardCommand(
                key,
                Kind.STEP,
                version,
                eventTime,
                NO_BYTES,
                NO_SIZES,
                NO_BYTES,
                planIds,
                divisors,
                parts,
                PlanRevision.NONE,
                settings);
    }

    public static ShardCommand plans(
            ShardKey key, long version, long eventTime, PlanRevision plans) {
        return new ShardCommand(
                key,
                Kind.PLANS,
                version,
                eventTime,
                NO_BYTES,
                NO_SIZES,
                NO_BYTES,
                new int[0],
                new double[0],
                0,
                plans,
                NO_BYTES);
    }

    public static ShardCommand remove(ShardKey key, long lastVersion) {
        return new ShardCommand(
                key,
                Kind.REMOVE,
                lastVersion,
                0,
                NO_BYTES,
                NO_SIZES,
                NO_BYTES,
                new int[0],
                new double[0],
                0,
                PlanRevision.NONE,
                NO_BYTES);
    }
}
