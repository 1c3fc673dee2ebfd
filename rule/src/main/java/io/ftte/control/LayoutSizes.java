package io.ftte.control;

import io.ftte.encoding.ModelDigest;
import java.io.Serializable;

/**
 * How vectors are divided over workers; stamped on a model when it is first seen.
 *
 * @param sliceSize components of a slice of a plan's vector
 * @param shardSize parameters of a shard
 */
public record LayoutSizes(int sliceSize, int shardSize) implements Serializable {

    /** {@code IllegalArgumentException} unless both are positive multiples of 1,024. */
    public LayoutSizes checked() {
        check("slice-size", sliceSize);
        check("shard-size", shardSize);
        return this;
    }

    private static void check(String name, int size) {
        if (size <= 0 || size % ModelDigest.LEAF != 0) {
            throw new IllegalArgumentException(
                    name
                            + " must be a positive multiple of "
                            + ModelDigest.LEAF
                            + ", it is "
                            + size);
        }
    }
}
