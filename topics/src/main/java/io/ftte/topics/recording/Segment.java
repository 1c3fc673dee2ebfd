package io.ftte.topics.recording;

import java.util.OptionalLong;

/**
 * A file of a recording: consecutive records of one partition.
 *
 * @param file below the recording's directory, with {@code /} on every system
 * @param from offset that the file begins with; the segment before ends there, or the recording
 *     begins there
 * @param to one past the last offset that it covers; a record may be missing in between where
 *     compaction or an aborted transaction took it
 * @param records in the file
 * @param ticks how many of them are ticks of the job
 * @param firstTime smallest timestamp, ms
 * @param lastTime greatest timestamp, ms
 * @param lastTick greatest timestamp of a tick, ms
 * @param bytes length of the file
 * @param sha256 of the file, in hexadecimal digits
 */
public record Segment(
        String file,
        String topic,
        int partition,
        long from,
        long to,
        long records,
        long ticks,
        long firstTime,
        long lastTime,
        OptionalLong lastTick,
        long bytes,
        String sha256) {}
