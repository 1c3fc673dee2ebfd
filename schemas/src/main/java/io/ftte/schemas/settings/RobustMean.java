package io.ftte.schemas.settings;

/** {@code robust.rule}: what stands for the buffered updates' mean, coordinate by coordinate. */
public enum RobustMean {
    MEAN,
    TRIMMED_MEAN,
    MEDIAN
}
