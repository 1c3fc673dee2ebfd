package io.ftte.schemas.wire;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The ten bytes before every record in Avro's single-object encoding: C3 01, then the CRC-64-AVRO
 * fingerprint of the writer's schema, least significant byte first.
 */
final class Header {

    static final int LENGTH = 10;

    private static final byte MAGIC = (byte) 0xC3;
    private static final byte FORMAT = 0x01;
    private static final String FIELD = "the header";

    private Header() {}

    static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    static byte[] of(long fingerprint) {
        byte[] header = new byte[LENGTH];
        header[0] = MAGIC;
        header[1] = FORMAT;
        for (int i = 2; i < LENGTH; i++) {
            header[i] = (byte) (fingerprint >>> (8 * (i - 2)));
        }
        return header;
    }

    /** Reads the header and returns the fingerprint in it. */
    static long read(Cursor in) throws WireException {
        if (in.readByte(FIELD) != MAGIC || in.readByte(FIELD) != FORMAT) {
            throw Unreadable.noRecord(in.start(LENGTH));
        }
        long fingerprint = 0;
        for (int i = 2; i < LENGTH; i++) {
            fingerprint |= (in.readByte(FIELD) & 0xFFL) << (8 * (i - 2));
        }
        return fingerprint;
    }
}
