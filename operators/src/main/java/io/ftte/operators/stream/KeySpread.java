package io.ftte.operators.stream;

import org.apache.flink.util.MathUtils;

/**
 * Hash codes that put consecutive slices or shards on different subtasks. Flink assigns a key to a
 * key group by a hash of its hash code, so two keys share one of two subtasks half of the time;
 * these hash codes are chosen so that index 0, 1, 2, 3 … land in key groups half, a quarter, … of
 * the range apart.
 */
public final class KeySpread {
    /** The maximum parallelism, fixed: it decides the key groups. */
    public static final int KEY_GROUPS = 128;

    private static final int CODES_PER_GROUP = 256;
    private static final int[][] CODES = codes();

    private KeySpread() {}

    /** A hash code for the {@code index}-th part of what {@code owner} is the hash code of. */
    static int hash(int owner, int index) {
        int mixed = MathUtils.murmurHash(owner);
        int spread = Integer.reverse(index % KEY_GROUPS) >>> 25;
        int group = (mixed % KEY_GROUPS + spread) % KEY_GROUPS;
        return CODES[group][(mixed / KEY_GROUPS + index / KEY_GROUPS) % CODES_PER_GROUP];
    }

    /** Many codes a group, so that the keys of one group do not all collide in a state table. */
    private static int[][] codes() {
        int[][] codes = new int[KEY_GROUPS][CODES_PER_GROUP];
        int[] filled = new int[KEY_GROUPS];
        int full = 0;
        for (int code = 0; full < KEY_GROUPS; code++) {
            int group = MathUtils.murmurHash(code) % KEY_GROUPS;
            if (filled[group] < CODES_PER_GROUP) {
                codes[group][filled[group]++] = code;
                if (filled[group] == CODES_PER_GROUP) {
                    full++;
                }
            }
        }
        return codes;
    }
}
