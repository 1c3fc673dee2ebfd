package io.ftte.encoding;

/**
 * The INT8 encoding: blocks of 256 components, each a little-endian float32 scale followed by one
 * signed byte a component; the last block may be shorter. Component = (float) (scale · q).
 *
 * <p>A <em>piece</em> is cut from the middle of a chunk: the scale of its first block, then that
 * block's remaining bytes from <em>phase</em> (an index within the block) on, then whole blocks.
 */
final class Int8Blocks {

    static final int BLOCK = 256;

    private static final int BLOCK_BYTES = Float.BYTES + BLOCK;
    private static final int LIMIT = 127;

    /** q as a float, by its byte: to look it up is faster than to convert it. */
    private static final float[] Q = new float[BLOCK];

    static {
        for (int b = 0; b < Q.length; b++) {
            Q[b] = (byte) b;
        }
    }

    private Int8Blocks() {}

    static int components(int byteLength) {
        int rest = byteLength % BLOCK_BYTES;
        if (rest > 0 && rest <= Float.BYTES) {
            return -1;
        }
        return byteLength / BLOCK_BYTES * BLOCK + Math.max(0, rest - Float.BYTES);
    }

    static long bytes(int components) {
        int blocks = (components + BLOCK - 1) / BLOCK;
        return components + (long) blocks * Float.BYTES;
    }

    static byte[] encode(float[] v, int offset, int count) {
        int blocks = (count + BLOCK - 1) / BLOCK;
        byte[] out = new byte[Math.toIntExact(bytes(count))];
        for (int block = 0; block < blocks; block++) {
            int first = block * BLOCK;
            int end = Math.min(first + BLOCK, count);
            int position = block * BLOCK_BYTES;
            float scale = scale(v, offset + first, offset + end);
            LittleEndian.putFloat(out, position, scale);
            for (int i = first; i < end; i++) {
                out[position + Float.BYTES + i - first] = quantise(v[offset + i], scale);
            }
        }
        return out;
    }

    static byte[] cut(byte[] src, int srcOffset, int from, int count) {
        if (count == 0) {
            return new byte[0];
        }
        int scaleAt = srcOffset + from / BLOCK * BLOCK_BYTES;
        int start = scaleAt + Float.BYTES + from % BLOCK;
        int last = from + count - 1;
        int end = srcOffset + last / BLOCK * BLOCK_BYTES + Float.BYTES + last % BLOCK + 1;
        byte[] piece = new byte[Float.BYTES + end - start];
        System.arraycopy(src, scaleAt, piece, 0, Float.BYTES);
        System.arraycopy(src, start, piece, Float.BYTES, end - start);
        return piece;
    }

    static void decode(
            byte[] src,
            int srcOffset,
            int phase,
            int first,
            int count,
            float[] out,
            int outOffset) {
        int done = 0;
        while (done < count) {
            int index = phase + first + done;
            int block = index / BLOCK;
            int run = Math.min(BLOCK - index % BLOCK, count - done);
            // The piece's first block lacks the `phase` bytes before its first component.
            int scaleAt = srcOffset + (block == 0 ? 0 : block * BLOCK_BYTES - phase);
            int start = srcOffset + first + done + (block + 1) * Float.BYTES;
            float scale = LittleEndian.getFloat(src, scaleAt);
            scaled(scale, src, start, run, out, outOffset + done);
            done += run;
        }
    }

    /** Eight in a step, which takes Java 17 four fifths of the time of a loop of single ones. */
    private static void scaled(
            float scale, byte[] src, int start, int run, float[] out, int outOffset) {
        int i = 0;
        for (; i < run - 7; i += 8) {
            int at = outOffset + i;
            int from = start + i;
            out[at] = scale * Q[src[from] & 0xFF];
            out[at + 1] = scale * Q[src[from + 1] & 0xFF];
            out[at + 2] = scale * Q[src[from + 2] & 0xFF];
            out[at + 3] = scale * Q[src[from + 3] & 0xFF];
            out[at + 4] = scale * Q[src[from + 4] & 0xFF];
            out[at + 5] = scale * Q[src[from + 5] & 0xFF];
            out[at + 6] = scale * Q[src[from + 6] & 0xFF];
            out[at + 7] = scale * Q[src[from + 7] & 0xFF];
        }
        for (; i < run; i++) {
            out[outOffset + i] = scale * Q[src[start + i] & 0xFF];
        }
    }

    /** Not finite where a component is not: the block then decodes to NaN, as ∞ · 0 is NaN. */
    private static float scale(float[] v, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(v[i]));
        }
        return largest / LIMIT;
    }

    /** Clamped, since a subnormal scale is coarse; NaN (0 / 0, ∞ / ∞) becomes 0. */
    private static byte quantise(float value, float scale) {
        double steps = Math.rint((double) value / scale);
        return (byte) Math.max(-LIMIT, Math.min(LIMIT, steps));
    }
}
