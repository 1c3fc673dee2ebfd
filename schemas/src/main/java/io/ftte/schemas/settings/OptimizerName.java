package io.ftte.schemas.settings;

/** {@code serverOptimizer.name}: what turns a full buffer's mean into a step. */
public enum OptimizerName {
    SGD,
    RMSPROP,
    NESTEROV,
    ADAM,
    AMSGRAD,
    ADAGRAD,
    SPECTRAL
}
