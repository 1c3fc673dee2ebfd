package io.ftte.schemas.text;

import io.ftte.schemas.wire.UpdateReader;
import java.nio.charset.StandardCharsets;

/** What ids and times must be, wherever they are written as text. */
final class TextRules {

    /** Latest event time, in ms since the epoch: the year 2255. */
    private static final long LATEST = 9_000_000_000_000L;

    private TextRules() {}

    static void checkId(String name, String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > UpdateReader.MAX_ID_BYTES) {
            throw new IllegalArgumentException(
                    name + " must have 1 to 256 bytes of UTF-8, not " + bytes.length);
        }
        if (!new String(bytes, StandardCharsets.UTF_8).equals(id)) {
            throw new IllegalArgumentException(name + " has half of a surrogate pair");
        }
        // Keys of the control topic are lines, and whoever prints an id prints it on a terminal.
        if (id.codePoints().anyMatch(TextRules::isHidden)) {
            throw new IllegalArgumentException(name + " has a character that controls, not shows");
        }
    }

    /** Control characters, line ends, and what turns the direction of text. */
    private static boolean isHidden(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || character >= 0x202A && character <= 0x202E
                || character >= 0x2066 && character <= 0x2069;
    }

    static void checkTime(String name, long time) {
        if (time < 0 || time > LATEST) {
            throw new IllegalArgumentException(
                    name + " must be 0 to " + LATEST + " ms since the epoch, not " + time);
        }
    }
}
