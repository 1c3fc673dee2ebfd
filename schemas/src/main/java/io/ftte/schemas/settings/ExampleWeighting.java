package io.ftte.schemas.settings;

/** {@code examples}: how the number of training examples behind an update counts. */
public enum ExampleWeighting {
    EQUAL,
    LINEAR,
    SQRT
}
