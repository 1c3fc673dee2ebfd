package io.ftte.cli.frame;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which part of a topic, as the commands that read one are asked. */
public final class RangeOptions {
    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Of a topic: begin at this time, such as 2026-03-01T06:00:00Z, or in ms.")
    private Optional<Instant> from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Of a topic: end before this time.")
    private Optional<Instant> to;

    @Option(
            names = "--from-offsets",
            split = ",",
            paramLabel = "PARTITION=OFFSET",
            description =
                    "Of a topic: begin at these offsets, such as 0=120,1=90; other partitions at"
                            + " their beginning.")
    private Map<Integer, Long> fromOffsets = new LinkedHashMap<>();

    public Optional<Instant> from() {
        return from;
    }

    public Optional<Instant> to() {
        return to;
    }

    /** Partition to offset. */
    public Map<Integer, Long> fromOffsets() {
        return fromOffsets;
    }
}
