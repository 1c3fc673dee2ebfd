package io.ftte.jobs.replay;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * How far a replay's input is. Flink copies what it is given, but a replay runs in this process:
 * its sources find their progress here by its id.
 */
public final class ReplayProgress implements AutoCloseable {
    private static final Map<String, ReplayProgress> RUNNING = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final List<String> damages = new CopyOnWriteArrayList<>();
    private final Consumer<Double> listener;
    private final Map<String, Long> done = new ConcurrentHashMap<>();
    private final Map<String, Long> all = new ConcurrentHashMap<>();

    /**
     * @param listener hears now and then what share of the input has been read, 0 to 1
     */
    public ReplayProgress(Consumer<Double> listener) {
        this.listener = listener;
        RUNNING.put(id, this);
    }

    /** Of a source that nobody watches, such as one that a savepoint brought back. */
    static ReplayProgress of(String id) {
        ReplayProgress running = RUNNING.get(id);
        return running == null ? new ReplayProgress(share -> {}) : running;
    }

    String id() {
        return id;
    }

    /** One of the inputs is this far. */
    void at(String input, long position, long length) {
        done.put(input, position);
        all.put(input, length);
        long total = sum(all);
        listener.accept(total == 0 ? 1.0 : (double) sum(done) / total);
    }

    private static long sum(Map<String, Long> numbers) {
        return numbers.values().stream().mapToLong(Long::longValue).sum();
    }

    void damaged(List<String> lines) {
        damages.addAll(lines);
    }

    /** What of the input was found damaged, a line each. */
    public List<String> damages() {
        return damages;
    }

    @Override
    public void close() {
        RUNNING.remove(id);
    }
}
