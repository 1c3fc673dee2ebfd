package io.ftte.cli.report;

/**
 * The quality of one version.
 *
 * @param time seconds since the start of the run
 * @param updates updates that went into this version and those before it
 * @param accuracy on held-out data, 0 to 1
 */
public record CurvePoint(double time, long updates, long version, double accuracy) {}
