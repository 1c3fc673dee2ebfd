package io.ftte.cli.compare;

import io.ftte.jobs.replay.ReplayResult;
import java.io.IOException;

/**
 * A replay that has ended, and what it says of the model that is compared.
 *
 * @param name of the variant
 * @param result with its shards
 */
record Replayed(String name, String modelId, ReplayResult result, LineageStatistics statistics) {

    static Replayed of(String name, String modelId, ReplayResult result) throws IOException {
        return new Replayed(name, modelId, result, LineageStatistics.of(result, modelId));
    }

    /** The model's numbers from its first version on. */
    ModelPath path() throws IOException {
        return new ModelPath(result, modelId, statistics.generation());
    }
}
