package io.ftte.control.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.aggregation.UpdateStatistics;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.LongStream;

/**
 * What a buffer is made of, as 32 bytes from which its noise follows: two versions that differ in
 * anything get other noise, or the difference of the two would show without any. A fresh start on
 * other updates, and a replay with other settings, so make noise of their own; an equal replay
 * repeats the noise.
 *
 * <p>It begins as SHA-256 of the initial parameters' digest and the settings' hash, and becomes,
 * with each update admitted, SHA-256 of what it was and of device, sequence, plan, base version,
 * multiplier and statistics of the update. These stand for its numbers, which the control plane
 * never sees; for those of a share, which nobody sees, stands what tells its seed. Where an update
 * lies is left out, and so is how a record is encoded: a recording has other places, a later
 * release other bytes.
 */
public final class BufferNonce {
    private BufferNonce() {}

    /**
     * Of a buffer that holds nothing.
     *
     * @param parameterDigest of version 0
     * @param settingsHash of the settings in force
     */
    public static byte[] of(ByteBuffer parameterDigest, byte[] settingsHash) {
        MessageDigest digest = sha256();
        digest.update(parameterDigest.duplicate());
        return digest.digest(settingsHash);
    }

    /** What stands for the numbers of an update that came in the clear. */
    public static long[] numbers(UpdateStatistics statistics) {
        return new long[] {
            statistics.count(),
            Double.doubleToRawLongBits(statistics.mean()),
            Double.doubleToRawLongBits(statistics.m2()),
            Double.doubleToRawLongBits(statistics.sumSquares())
        };
    }

    /** The same of one that came in shares. */
    public static long[] numbers(long seedId) {
        return new long[] {seedId};
    }

    /**
     * With one more update.
     *
     * @param multiplier of its numbers
     * @param numbers what stands for them
     */
    public static byte[] with(
            byte[] nonce,
            String deviceId,
            long sequence,
            int planId,
            long baseVersion,
            double multiplier,
            long[] numbers) {
        byte[] device = deviceId.getBytes(UTF_8);
        ByteBuffer update =
                ByteBuffer.allocate(
                                2 * Integer.BYTES
                                        + device.length
                                        + (3 + numbers.length) * Long.BYTES)
                        .putInt(device.length)
                        .put(device)
                        .putLong(sequence)
                        .putInt(planId)
                        .putLong(baseVersion)
                        .putDouble(multiplier);
        LongStream.of(numbers).forEach(update::putLong);
        MessageDigest digest = sha256();
        digest.update(nonce);
        return digest.digest(update.array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
