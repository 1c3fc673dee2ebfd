package io.ftte.jobs.live;

/** A partition that a tick is written to; public, so that Flink needs no generic serializer. */
public record TickTarget(String topic, int partition) {}
