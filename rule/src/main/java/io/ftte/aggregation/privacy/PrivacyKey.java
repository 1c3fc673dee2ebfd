package io.ftte.aggregation.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The secret from which all noise of private models comes: 32 bytes. Whoever has it can take the
 * noise off again, so it is in no message, text or state; {@link #id} tells keys apart.
 */
public final class PrivacyKey {
    private static final int ID_DIGITS = 8;

    private final SecretMac mac;
    private final String id;

    private PrivacyKey(byte[] bytes) {
        mac = new SecretMac(bytes);
        id =
                HexFormat.of()
                        .formatHex(derive("ftte privacy key id".getBytes(UTF_8)))
                        .substring(0, ID_DIGITS);
    }

    /**
     * Reads a key from 64 hexadecimal digits or 44 characters of Base64; white space around them is
     * nothing.
     *
     * @throws IllegalArgumentException one line, which shows nothing of the text
     */
    public static PrivacyKey parse(String text) {
        byte[] bytes = SecretText.bytes("a privacy key", text);
        PrivacyKey key = new PrivacyKey(bytes);
        Arrays.fill(bytes, (byte) 0);
        return key;
    }

    /** 8 hexadecimal digits that tell this key from others and nothing else of it. */
    public String id() {
        return id;
    }

    /** 32 bytes that follow from key and message: HMAC-SHA-256. */
    byte[] derive(byte[] message) {
        return mac.of(message);
    }

    @Override
    public String toString() {
        return "privacy key " + id;
    }
}
