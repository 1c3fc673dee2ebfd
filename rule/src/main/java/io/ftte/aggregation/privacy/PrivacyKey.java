package io.ftte.aggregation.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret from which all noise of private models comes: 32 bytes. Whoever has it can take the
 * noise off again, so it is in no message, text or state; {@link #id} tells keys apart.
 */
public final class PrivacyKey {
    private static final int ID_DIGITS = 8;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;
    private final String id;

    private PrivacyKey(byte[] bytes) {
        secret = new SecretKeySpec(bytes, ALGORITHM);
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
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "privacy key " + id;
    }
}
