package io.ftte.jobs;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/**
 * A source of parallelism 1 gives so many records and then waits, open to checkpoints, until more
 * may pass. Tests find it by its name, because Flink sends copies of the strategy around.
 */
record Gate(String name) implements RateLimiterStrategy<NumberSequenceSplit> {
    private static final Map<String, Limiter> LIMITERS = new ConcurrentHashMap<>();

    /** Lets records pass until there were so many in all. */
    static Gate of(String name, long records) {
        LIMITERS.put(name, new Limiter(records));
        return new Gate(name);
    }

    /** Whether the source waits here. */
    boolean isReached() {
        return limiter().isReached();
    }

    void letPass(long records) {
        limiter().letPass(records);
    }

    private Limiter limiter() {
        return LIMITERS.get(name);
    }

    @Override
    public RateLimiter<NumberSequenceSplit> createRateLimiter(int parallelism) {
        return limiter();
    }

    private static final class Limiter implements RateLimiter<NumberSequenceSplit> {
        private long limit;
        private long asked;
        private CompletableFuture<Void> open = new CompletableFuture<>();

        Limiter(long limit) {
            this.limit = limit;
        }

        @Override
        public synchronized CompletionStage<Void> acquire(int records) {
            asked += records;
            return asked <= limit ? CompletableFuture.completedFuture(null) : open;
        }

        synchronized boolean isReached() {
            return asked > limit;
        }

        synchronized void letPass(long records) {
            limit = records;
            if (asked <= limit) {
                CompletableFuture<Void> waiting = open;
                open = new CompletableFuture<>();
                waiting.complete(null);
            }
        }
    }
}
