package io.ftte.cli.status;

import io.ftte.schemas.SumRequest;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What the leader has asked the helper for, of one model: of its last generation. */
final class SumsAwaited {
    private final NavigableMap<Long, Long> requests = new TreeMap<>();
    private int generation = -1;

    /**
     * @param writtenMs the record's time
     */
    void add(SumRequest request, long writtenMs) {
        if (request.getGeneration() > generation) {
            generation = request.getGeneration();
            requests.clear();
        }
        if (request.getGeneration() == generation) {
            requests.putIfAbsent(request.getVersion(), writtenMs);
        }
    }

    /** The first after the newest version; versions are made in order. */
    Optional<ModelStatus.SumAwaited> after(ModelStatus.Version newest) {
        return newest.generation() == generation
                ? Optional.ofNullable(requests.higherEntry(newest.number()))
                        .map(
                                request ->
                                        new ModelStatus.SumAwaited(
                                                request.getKey(), request.getValue()))
                : Optional.empty();
    }
}
