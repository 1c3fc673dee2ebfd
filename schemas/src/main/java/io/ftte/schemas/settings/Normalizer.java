package io.ftte.schemas.settings;

/** {@code normalizer}: what the weighted sum of a buffer is divided by. */
public enum Normalizer {
    CONTRIBUTIONS,
    WEIGHTS
}
