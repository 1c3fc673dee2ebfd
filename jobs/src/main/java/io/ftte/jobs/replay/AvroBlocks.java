package io.ftte.jobs.replay;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The blocks of an Avro container, by their lengths alone. Avro's own reader ends without a word
 * where a block is empty, which is legal, and where the file was cut short, which is not.
 *
 * @param records in all of them
 * @param empty how many blocks have none
 */
record AvroBlocks(long records, long empty) {
    private static final int SYNC_BYTES = 16;

    /**
     * Goes from block to block.
     *
     * @param headerEnd where the first block begins, behind the header's sync marker
     * @throws IOException one line, where the blocks do not fill the file exactly
     */
    static AvroBlocks of(Path path, long headerEnd) throws IOException {
        long length = Files.size(path);
        long records = 0;
        long empty = 0;
        long at = headerEnd;
        try (InputStream file = Files.newInputStream(path);
                DataInputStream in = new DataInputStream(new BufferedInputStream(file))) {
            in.skipNBytes(headerEnd - SYNC_BYTES);
            byte[] sync = in.readNBytes(SYNC_BYTES);
            while (at < length) {
                long[] count = varint(in);
                long[] bytes = varint(in);
                long end = at + count[1] + bytes[1] + bytes[0] + SYNC_BYTES;
                if (count[0] < 0 || bytes[0] < 0 || end > length) {
                    throw new EOFException("a block is cut short");
                }
                in.skipNBytes(bytes[0]);
                if (!Arrays.equals(in.readNBytes(SYNC_BYTES), sync)) {
                    throw new IOException("a block does not end where it says");
                }
                records = Math.addExact(records, count[0]);
                empty += count[0] == 0 ? 1 : 0;
                at = end;
            }
            return new AvroBlocks(records, empty);
        } catch (IOException | ArithmeticException e) {
            throw damaged(path, at, length, e);
        }
    }

    /** What is wrong with a file whose blocks are whole up to {@code after}. */
    static IOException damaged(Path path, long after, long length, Exception cause) {
        return new IOException(
                "%s is damaged after byte %d of %d: record it again".formatted(path, after, length),
                cause);
    }

    /** A number as Avro writes it, and how many bytes it took. */
    private static long[] varint(DataInputStream in) throws IOException {
        long zigzag = 0;
        for (int i = 0; i < Long.BYTES + 2; i++) {
            int next = in.readUnsignedByte();
            zigzag |= (long) (next & 0x7F) << 7 * i;
            if (next < 0x80) {
                return new long[] {zigzag >>> 1 ^ -(zigzag & 1), i + 1};
            }
        }
        throw new IOException("a number has no end");
    }
}
