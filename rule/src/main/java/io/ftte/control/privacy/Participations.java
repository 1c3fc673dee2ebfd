package io.ftte.control.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * How often each device took part in versions of a model id. A device is known by the first 16
 * bytes of SHA-256 over its id in UTF-8; of these the first 12 bits name the bucket. A bucket is
 * one array of entries of 20 bytes, ascending by those 16, followed by the count as a big-endian
 * 32-bit integer: so a fleet of millions is a few thousand values of state.
 */
public final class Participations {
    public static final int BUCKETS = 4096;

    private static final int NAME = 16;
    private static final int ENTRY = NAME + Integer.BYTES;

    private final PrivacyStore store;

    public Participations(PrivacyStore store) {
        this.store = store;
    }

    /** 0 for a device that never took part. */
    public int of(String deviceId) {
        byte[] name = name(deviceId);
        byte[] entries = store.ledger(bucket(name));
        int place = place(entries, name);
        return place < 0 ? 0 : ByteBuffer.wrap(entries).getInt(place * ENTRY + NAME);
    }

    /** Keeps another count for a device. */
    void keep(String deviceId, int count) {
        byte[] name = name(deviceId);
        int bucket = bucket(name);
        byte[] entries = store.ledger(bucket);
        int place = place(entries, name);
        byte[] changed = place < 0 ? widened(entries, -place - 1, name) : entries.clone();
        int at = place < 0 ? -place - 1 : place;
        ByteBuffer.wrap(changed).putInt(at * ENTRY + NAME, count);
        store.keepLedger(bucket, changed);
    }

    private static byte[] widened(byte[] entries, int place, byte[] name) {
        byte[] wider = Arrays.copyOf(entries, entries.length + ENTRY);
        int at = place * ENTRY;
        System.arraycopy(entries, at, wider, at + ENTRY, entries.length - at);
        System.arraycopy(name, 0, wider, at, NAME);
        return wider;
    }

    /** As {@link Arrays#binarySearch}: −(place where it would stand) − 1 where it is not. */
    private static int place(byte[] entries, byte[] name) {
        int low = 0;
        int high = entries.length / ENTRY - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = middle * ENTRY;
            int order = Arrays.compareUnsigned(entries, at, at + NAME, name, 0, NAME);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private static byte[] name(String deviceId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(deviceId.getBytes(UTF_8));
            return Arrays.copyOf(digest, NAME);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static int bucket(byte[] name) {
        return ByteBuffer.wrap(name).getShort(0) >>> 4 & BUCKETS - 1;
    }
}
