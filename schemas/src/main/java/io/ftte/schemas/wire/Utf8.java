package io.ftte.schemas.wire;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {

    private Utf8() {}

    /** Whether {@code length} bytes from {@code offset} are whole, valid characters. */
    static boolean isValid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            int size = sizeOf(bytes[i] & 0xFF);
            if (size == 0 || end - i < size) {
                return false;
            }
            if (size > 1 && !isValidTail(bytes, i, size)) {
                return false;
            }
            i += size;
        }
        return true;
    }

    /** Bytes of the character that a leading byte opens, 0 where it cannot lead. */
    private static int sizeOf(int lead) {
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean isValidTail(byte[] bytes, int start, int size) {
        int lead = bytes[start] & 0xFF;
        int second = bytes[start + 1] & 0xFF;
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) {
            return false;
        }
        for (int i = start + 2; i < start + size; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }
}
