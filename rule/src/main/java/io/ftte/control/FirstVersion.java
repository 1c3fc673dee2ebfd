package io.ftte.control;

import java.util.List;

/**
 * Version 0 of a new model or generation.
 *
 * @param registration the encoded head
 * @param parameters all of them, little-endian float32
 * @param plans of the registration
 */
public record FirstVersion(
        ModelBlueprint model, byte[] registration, byte[] parameters, List<PlanNotice> plans) {}
