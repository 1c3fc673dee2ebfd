package io.ftte.schemas.wire;

/**
 * A record of the control topic.
 *
 * @param value the encoded record; empty for a tombstone
 */
public record ControlRecord(ControlKey key, byte[] value) {
    private static final byte[] NONE = {};

    /** Takes the record under this key away. */
    public static ControlRecord tombstone(ControlKey key) {
        return new ControlRecord(key, NONE);
    }

    public boolean isTombstone() {
        return value.length == 0;
    }
}
