package io.ftte.schemas.settings;

/** {@code age.function}: how the weight of an update falls with its age. */
public enum AgeFunction {
    CONSTANT,
    POLYNOMIAL,
    HINGE,
    EXPONENTIAL,
    HALF_LIFE
}
