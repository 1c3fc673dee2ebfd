package io.ftte.cli.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.cli.watch.state.LiveState;
import java.time.Duration;

/**
 * A state in JSON as it was a moment ago: however many ask, it is written out only now and then.
 * Safe for use by several threads.
 */
final class Snapshots {
    private static final long WHILE_IT_CHANGES = Duration.ofMillis(200).toNanos();
    private static final long WHILE_IT_DOES_NOT = Duration.ofSeconds(1).toNanos();

    /**
     * @param json in UTF-8
     */
    record Snapshot(long revision, byte[] json) {}

    private final LiveState state;
    private Snapshot newest = new Snapshot(-1, new byte[0]);
    private long writtenAt;

    Snapshots(LiveState state) {
        this.state = state;
    }

    /** At most 200 ms old, or a second where nothing has changed but the time. */
    synchronized Snapshot newest() {
        long age = System.nanoTime() - writtenAt;
        boolean changed = state.revision() != newest.revision();
        if (newest.revision() < 0 || age > (changed ? WHILE_IT_CHANGES : WHILE_IT_DOES_NOT)) {
            ObjectNode json = state.json();
            newest = new Snapshot(json.get("revision").asLong(), json.toString().getBytes(UTF_8));
            writtenAt = System.nanoTime();
        }
        return newest;
    }
}
