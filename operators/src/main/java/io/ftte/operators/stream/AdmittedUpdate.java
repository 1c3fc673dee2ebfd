package io.ftte.operators.stream;

/** One update's line in the lineage of the version it went into. */
public record AdmittedUpdate(
        String deviceId,
        long sequence,
        int planId,
        long staleness,
        double ageFactor,
        double varianceFactor,
        double weight,
        boolean late) {}
