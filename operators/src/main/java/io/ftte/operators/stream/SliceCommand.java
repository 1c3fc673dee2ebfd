package io.ftte.operators.stream;

/**
 * What the Sequencer tells a slice.
 *
 * @param number counts all but DROP of the slice from 0 without gaps; −1 for DROP
 * @param joinKey ADMIT, DROP: the payload meant
 * @param weight ADMIT: (float) w
 * @param length ADMIT: components of the slice
 * @param generation CLOSE, CLOSE_LAYERS: of the model
 * @param version CLOSE, CLOSE_LAYERS: the version that the sum goes into
 * @param shardSize CLOSE: parameters of a shard
 * @param segments CLOSE: triples (index in the slice, index in the parameters, count), cut at
 *     shards; CLOSE_LAYERS: quadruples (layer, index in the slice, index in the parameters, count),
 *     cut at layers
 */
public record SliceCommand(
        SliceKey key,
        Kind kind,
        long number,
        long joinKey,
        float weight,
        int length,
        int generation,
        long version,
        int shardSize,
        int[] segments) {

    private static final int[] NONE = {};

    /** What to do. */
    public enum Kind {
        /** Add the payload, weighted. */
        ADMIT,
        /** Forget the payload. */
        DROP,
        /** Hand the sum to the shards and start again. */
        CLOSE,
        /** The model is gone: forget the sum. */
        RESET,
        /** Hand the sum to the layers and start again. */
        CLOSE_LAYERS
    }

    public static SliceCommand admit(
            SliceKey key, long number, long joinKey, float weight, int length) {
        return new SliceCommand(key, Kind.ADMIT, number, joinKey, weight, length, 0, 0, 0, NONE);
    }

    public static SliceCommand drop(SliceKey key, long joinKey) {
        return new SliceCommand(key, Kind.DROP, -1, joinKey, 0, 0, 0, 0, 0, NONE);
    }

    public static SliceCommand close(
            SliceKey key,
            long number,
            int generation,
            long version,
            int shardSize,
            int[] segments) {
        return new SliceCommand(
                key, Kind.CLOSE, number, -1, 0, 0, generation, version, shardSize, segments);
    }

    public static SliceCommand closeLayers(
            SliceKey key, long number, int generation, long version, int[] segments) {
        return new SliceCommand(
                key, Kind.CLOSE_LAYERS, number, -1, 0, 0, generation, version, 0, segments);
    }

    public static SliceCommand reset(SliceKey key, long number) {
        return new SliceCommand(key, Kind.RESET, number, -1, 0, 0, 0, 0, 0, NONE);
    }
}
