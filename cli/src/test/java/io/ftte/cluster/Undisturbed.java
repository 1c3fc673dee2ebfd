package io.ftte.cluster;

import io.ftte.cluster.RecordedStream.Part;
import io.ftte.fixtures.JobTopics;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a run without faults publishes of the recorded stream: a replay, on a Flink in this process,
 * of a topic that holds the same records in the same partitions.
 */
final class Undisturbed {
    /** Records in memory at a time. */
    private static final int BATCH = 10_000;

    private final ModelDefinition model;
    private final ReplayResult result;

    private Undisturbed(ModelDefinition model, ReplayResult result) {
        this.model = model;
        this.result = result;
    }

    static Undisturbed run(Cluster cluster, ModelDefinition model, List<Part> parts)
            throws Exception {
        String name = "undisturbed-" + model.head().getModelId();
        JobTopics topics = Trial.topics(cluster, name, Map.of());
        RecordedStream stream = new RecordedStream(topics.updates(), model);
        for (Part part : parts) {
            for (int from = 0; from < part.records(); from += BATCH) {
                topics.send(
                        IntStream.range(from, Math.min(from + BATCH, part.records()))
                                .mapToObj(index -> stream.record(part, index))
                                .toList());
            }
            topics.send(stream.ticks(part));
        }
        return new Undisturbed(model, topics.replay(model, cluster.directory()));
    }

    ModelDefinition model() {
        return model;
    }

    /** What it has published when this part is over. */
    Published upTo(Part part) throws IOException {
        long end = RecordedStream.end(part);
        Published all = Published.of(result);
        return new Published(
                all.lineage().stream()
                        .filter(version -> version.getVersion() <= part.to())
                        .toList(),
                all.rejections().stream().filter(refusal -> refusal.getEventTime() < end).toList(),
                all.shards().stream().filter(shard -> shard.getVersion() <= part.to()).toList());
    }
}
