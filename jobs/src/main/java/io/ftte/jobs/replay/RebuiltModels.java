package io.ftte.jobs.replay;

import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The numbers of models as their versions go by, from the shards that a replay left. */
public final class RebuiltModels implements Closeable {
    private final Map<String, ModelDefinition> definitions = new HashMap<>();
    private final List<ShardStream> streams = new ArrayList<>();

    private String present = "";
    private Numbers numbers = new Numbers(new float[0], Optional.empty());

    /**
     * Not copied: they change when the next version is asked for.
     *
     * @param parameters of the version, in the order of the tensors
     * @param averaged the same of the average, where the model keeps one
     */
    public record Numbers(float[] parameters, Optional<float[]> averaged) {
        static Numbers first(ModelDefinition model) {
            return new Numbers(
                    model.parameters().clone(),
                    model.head().getAggregation().getAveragingDecay() == null
                            ? Optional.empty()
                            : Optional.of(model.parameters().clone()));
        }

        void apply(ModelShard shard) {
            if (shard.getKind() == ShardKind.SNAPSHOT) {
                return; // Nothing that the others do not say.
            }
            float[] into =
                    shard.getKind() == ShardKind.AVERAGE ? averaged.orElseThrow() : parameters;
            ByteBuffer values = shard.getValues().duplicate().order(ByteOrder.LITTLE_ENDIAN);
            for (IndexRange range : shard.getRanges()) {
                for (int j = range.getFrom(); j < range.getTo(); j++) {
                    into[j] = values.getFloat();
                }
            }
        }
    }

    /** The records of one shard, by version. */
    private static final class ShardStream implements Closeable {
        private final Spool.Reader reader;
        private Optional<ModelShard> next;

        ShardStream(Path file) throws IOException {
            reader = new Spool.Reader(file);
            advance();
        }

        void advance() throws IOException {
            next = reader.read().map(value -> ReplayResult.decode(value, ModelShard.class));
        }

        boolean isOf(String generation) {
            return next.filter(
                            shard ->
                                    generation(shard.getModelId(), shard.getGeneration())
                                            .equals(generation))
                    .isPresent();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    /**
     * @param result of a replay that kept its shards
     */
    public RebuiltModels(ReplayResult result) throws IOException {
        for (ModelDefinition model : result.models()) {
            definitions.put(model.head().getModelId(), model);
        }
        for (Path file : result.shardFiles()) {
            streams.add(new ShardStream(file));
        }
    }

    private static String generation(String modelId, int generation) {
        return modelId + "/" + generation;
    }

    /** Those of a version; versions of a generation must be asked for in order. */
    Numbers at(VersionLineage version) throws IOException {
        return at(version.getModelId(), version.getGeneration(), version.getVersion());
    }

    /**
     * The same by number.
     *
     * @param version 0 for those of the registration
     */
    public Numbers at(String modelId, int modelGeneration, long version) throws IOException {
        String generation = generation(modelId, modelGeneration);
        if (!generation.equals(present)) {
            present = generation;
            numbers = Numbers.first(definitions.get(modelId));
        }
        for (ShardStream stream : streams) {
            while (stream.isOf(generation) && stream.next.get().getVersion() <= version) {
                numbers.apply(stream.next.get());
                stream.advance();
            }
        }
        return numbers;
    }

    @Override
    public void close() throws IOException {
        for (ShardStream stream : streams) {
            stream.close();
        }
    }
}
