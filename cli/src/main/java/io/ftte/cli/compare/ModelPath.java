package io.ftte.cli.compare;

import io.ftte.jobs.replay.RebuiltModels;
import io.ftte.jobs.replay.ReplayResult;
import java.io.Closeable;
import java.io.IOException;

/** One model's numbers along its versions, of which it holds one at a time. */
final class ModelPath implements Closeable {
    private final RebuiltModels models;
    private final String modelId;
    private final int generation;

    /**
     * @param result of a replay that kept its shards
     */
    ModelPath(ReplayResult result, String modelId, int generation) throws IOException {
        this.models = new RebuiltModels(result);
        this.modelId = modelId;
        this.generation = generation;
    }

    /** Of a version, not copied; the next must not be asked for an earlier one. */
    RebuiltModels.Numbers at(long version) throws IOException {
        return models.at(modelId, generation, version);
    }

    @Override
    public void close() throws IOException {
        models.close();
    }
}
