package io.ftte.schemas.settings;

/** {@code lateUpdates}: whether an update counts that arrives behind the watermark. */
public enum LateUpdates {
    ADMIT,
    REJECT
}
