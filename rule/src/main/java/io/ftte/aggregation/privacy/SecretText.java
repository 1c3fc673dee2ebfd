package io.ftte.aggregation.privacy;

import java.util.Base64;
import java.util.HexFormat;

/** How a person writes a secret of 32 bytes: 64 hexadecimal digits or 44 characters of Base64. */
public final class SecretText {
    private static final int BYTES = 32;
    private static final int HEX_DIGITS = 2 * BYTES;
    private static final int BASE64_CHARACTERS = 44;

    private SecretText() {}

    /**
     * Reads a secret; white space around it is nothing.
     *
     * @param name such as {@code a privacy key}
     * @throws IllegalArgumentException one line, which shows nothing of the text
     */
    public static byte[] bytes(String name, String text) {
        String trimmed = text.strip();
        byte[] bytes = {};
        try {
            if (trimmed.length() == HEX_DIGITS) {
                bytes = HexFormat.of().parseHex(trimmed);
            } else if (trimmed.length() == BASE64_CHARACTERS) {
                bytes = Base64.getDecoder().decode(trimmed);
            }
        } catch (IllegalArgumentException e) {
            // Its message would show a part of the secret.
            bytes = new byte[0];
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    ("%s is 32 bytes, as 64 hexadecimal digits or 44 characters of Base64; these %d"
                                    + " characters are none")
                            .formatted(name, trimmed.length()));
        }
        return bytes;
    }
}
