package io.ftte.ondevice.update;

import io.ftte.encoding.LittleEndian;
import io.ftte.encoding.RecordBytes;
import io.ftte.encoding.SeedStream;
import io.ftte.encoding.SharedNorm;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An update of a model that two parties aggregate, in two shares of which neither says anything
 * alone: a seed for the helper, and for the leader what is left of the update's integers when the
 * seed's stream is taken off them, modulo 2^32.
 */
public final class UpdateShares {
    /** CRC-64-AVRO of the schemas, by which readers find them. */
    public static final long SHARE_FINGERPRINT = 0xA588BF337762F83EL;

    public static final long SEED_FINGERPRINT = 0x75DBEC4B6585C128L;

    private static final byte[] DOMAIN = {
        'f', 't', 't', 'e', '-', 's', 'h', 'a', 'r', 'e', '-', '1'
    };

    private final LocalUpdate update;
    private final int[] integers;
    private final int mostNorm;
    private final byte[] seed;

    /**
     * Cuts an update in two.
     *
     * @param unit of the model, what one step of the integers is worth
     * @param clipNorm of the model, above which no update's Euclidean norm is, rounded as it is
     * @param seed {@link SeedStream#SEED_BYTES} bytes from a good source, of this update alone
     * @throws IllegalArgumentException where a number of the update is not finite
     */
    public UpdateShares(LocalUpdate update, float unit, double clipNorm, byte[] seed) {
        this.update = update;
        this.seed = seed.clone();
        integers = integers(update.delta(), unit, clipNorm);
        mostNorm = SharedNorm.most(clipNorm, unit);
    }

    /**
     * The update in whole multiples of a unit: scaled as {@link SharedNorm} says, rounded to the
     * nearest, of two to the even one.
     */
    static int[] integers(float[] delta, float unit, double clipNorm) {
        double squares = 0;
        for (float component : delta) {
            squares += (double) component * component;
        }
        if (!Double.isFinite(squares)) {
            throw new IllegalArgumentException("the update has a number that is not finite");
        }
        double scale = SharedNorm.scale(Math.sqrt(squares), delta.length, clipNorm, unit);
        int[] integers = new int[delta.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (int) Math.rint(delta[i] * scale);
        }
        return integers;
    }

    /** The record for the helper's topic of shares; nobody else may read it. */
    public byte[] helper() {
        return begin(SEED_FINGERPRINT, SeedStream.SEED_BYTES)
                .bytes(seed)
                .number(mostNorm)
                .toBytes();
    }

    /**
     * The records for the leader's update topic, in ascending order of their ranges.
     *
     * @param components of a chunk, a multiple of 1,024
     * @param eventTimeMs under which they will travel, the end of training; it is signed, too
     * @param signer empty where the device does not sign
     */
    public List<byte[]> leader(int components, long eventTimeMs, Optional<UpdateSigner> signer) {
        List<byte[]> records = new ArrayList<>();
        for (int from = 0; from < integers.length; from += Math.min(components, integers.length)) {
            int count = Math.min(components, integers.length - from);
            RecordBytes record =
                    begin(SHARE_FINGERPRINT, count * Integer.BYTES)
                            .number(from)
                            .number(SeedStream.id(seed))
                            .bytes(rest(from, count));
            records.add(
                    signer.isPresent()
                            ? record.signed(
                                    signer.get().sign(digest(record.toBytes(), eventTimeMs)))
                            : record.unsigned());
        }
        return records;
    }

    private byte[] rest(int from, int count) {
        IntBuffer stream = LittleEndian.ints(SeedStream.numbers(seed, from, count));
        byte[] rest = new byte[count * Integer.BYTES];
        IntBuffer numbers = LittleEndian.ints(rest);
        for (int i = 0; i < count; i++) {
            numbers.put(i, integers[from + i] - stream.get(i));
        }
        return rest;
    }

    private RecordBytes begin(long fingerprint, int more) {
        int ids = update.modelId().length() + update.deviceId().length();
        return new RecordBytes(fingerprint, 3 * ids + more)
                .text(update.modelId())
                .text(update.deviceId())
                .number(update.sequence())
                .number(update.baseVersion())
                .number(update.planId())
                .number(update.examples())
                .number(integers.length);
    }

    /** What a signature is made of: SHA-256 of the label, the time, and the record before it. */
    private static byte[] digest(byte[] record, long eventTimeMs) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(DOMAIN);
            sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, eventTimeMs));
            sha256.update(record);
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
