package io.ftte.jobs;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/**
 * A source of parallelism 1 gives so many records and then waits for ever, open to checkpoints.
 *
 * @param name under which it is told that the records have been given
 */
record PauseAfter(String name, long records) implements RateLimiterStrategy<NumberSequenceSplit> {
    private static final Set<String> PAUSED = ConcurrentHashMap.newKeySet();

    static boolean arePaused(Set<String> names) {
        return PAUSED.containsAll(names);
    }

    @Override
    public RateLimiter<NumberSequenceSplit> createRateLimiter(int parallelism) {
        return new Limiter(this);
    }

    private static final class Limiter implements RateLimiter<NumberSequenceSplit> {
        private final PauseAfter pause;
        private long given;

        Limiter(PauseAfter pause) {
            this.pause = pause;
        }

        @Override
        public CompletionStage<Void> acquire(int records) {
            given += records;
            if (given <= pause.records) {
                return CompletableFuture.completedFuture(null);
            }
            PAUSED.add(pause.name);
            return new CompletableFuture<>();
        }
    }
}
