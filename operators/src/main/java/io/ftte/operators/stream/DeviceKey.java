package io.ftte.operators.stream;

/** A device as one model knows it. */
public record DeviceKey(String modelId, String deviceId) {}
