package io.ftte.cli.inspect;

import io.ftte.cli.record.TopicRecords;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a version moved the model.
 *
 * @param tensors in the order of the registration
 */
record Movement(List<Moved> tensors) {

    /**
     * Euclidean norms of a tensor, or of all of them.
     *
     * @param before of the version before
     * @param moved of the difference
     */
    record Moved(String tensor, long parameters, double before, double moved) {}

    /** Of all tensors together. */
    Moved all() {
        return new Moved(
                "all",
                tensors.stream().mapToLong(Moved::parameters).sum(),
                Math.sqrt(tensors.stream().mapToDouble(t -> t.before() * t.before()).sum()),
                Math.sqrt(tensors.stream().mapToDouble(t -> t.moved() * t.moved()).sum()));
    }

    /**
     * From the shards that were published; nothing where those of the version, or of the one before
     * it, are not there any more.
     */
    static Optional<Movement> of(
            TopicRecords records, ModelDefinition model, VersionLineage version)
            throws IOException {
        State before = new State(model.parameters(), version.getVersion() - 1);
        State after = new State(model.parameters(), version.getVersion());
        records.each(
                records.topics().models(),
                record ->
                        record.as(ModelShard.class)
                                .filter(shard -> isOf(shard, version))
                                .ifPresent(
                                        shard -> {
                                            before.apply(shard);
                                            after.apply(shard);
                                        }));
        return before.isThere() && after.isThere()
                ? Optional.of(between(before.values, after.values, model.head().getTensors()))
                : Optional.empty();
    }

    /** The numbers of one version; its shards may come in any order. */
    private static final class State {
        private final long version;
        private final float[] values;

        /** By index, from which version the value is. */
        private final long[] versions;

        private boolean there;

        State(float[] first, long version) {
            this.version = version;
            values = first.clone();
            versions = new long[values.length];
            there = version == 0;
        }

        void apply(ModelShard shard) {
            if (shard.getVersion() > version) {
                return;
            }
            there |= shard.getVersion() == version;
            ByteBuffer numbers = shard.getValues().duplicate().order(ByteOrder.LITTLE_ENDIAN);
            for (IndexRange range : shard.getRanges()) {
                for (int j = range.getFrom(); j < range.getTo(); j++) {
                    float value = numbers.getFloat();
                    if (shard.getVersion() >= versions[j]) {
                        values[j] = value;
                        versions[j] = shard.getVersion();
                    }
                }
            }
        }

        /** Whether anything of the version itself was published. */
        boolean isThere() {
            return there;
        }
    }

    private static boolean isOf(ModelShard shard, VersionLineage version) {
        return shard.getModelId().equals(version.getModelId())
                && shard.getGeneration() == version.getGeneration()
                && (shard.getKind() == ShardKind.MODEL || shard.getKind() == ShardKind.SNAPSHOT);
    }

    private static Movement between(float[] before, float[] after, List<Tensor> tensors) {
        List<Moved> moved = new ArrayList<>();
        int from = 0;
        for (Tensor tensor : tensors) {
            int to = from + tensor.getShape().stream().reduce(1, (a, b) -> a * b);
            double norm = 0;
            double difference = 0;
            for (int i = from; i < to; i++) {
                norm += (double) before[i] * before[i];
                double d = (double) after[i] - before[i];
                difference += d * d;
            }
            moved.add(
                    new Moved(tensor.getName(), to - from, Math.sqrt(norm), Math.sqrt(difference)));
            from = to;
        }
        return new Movement(moved);
    }
}
