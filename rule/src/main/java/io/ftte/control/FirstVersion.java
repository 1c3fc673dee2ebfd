package io.ftte.control;

/**
 * Version 0 of a new model or generation.
 *
 * @param registration the encoded head
 * @param parameters all of them, little-endian float32
 */
public record FirstVersion(ModelBlueprint model, byte[] registration, byte[] parameters) {}
