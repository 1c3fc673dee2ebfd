package io.ftte.jobs.replay;

import io.ftte.schemas.RejectionReason;
import java.util.Map;

/**
 * A replay in numbers.
 *
 * @param result where its records lie
 * @param versions made
 * @param rejected updates by reason
 * @param seconds it took
 */
public record ReplaySummary(
        ReplayResult result, long versions, Map<RejectionReason, Long> rejected, double seconds) {

    /** Updates refused. */
    public long refused() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Updates that were decided; ticks do not count. */
    public long updates() {
        return result.admitted() + refused();
    }
}
