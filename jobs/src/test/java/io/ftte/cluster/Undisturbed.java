package io.ftte.cluster;

import io.ftte.cluster.RecordedStream.Part;
import io.ftte.jobs.JobTopics;
import io.ftte.jobs.Replay;
import io.ftte.jobs.ReplayResult;
import io.ftte.schemas.ShardKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a run without faults publishes of the recorded stream: a replay, on a Flink in this process,
 * of a topic that holds the same records in the same partitions.
 */
final class Undisturbed {
    private final ReplayResult result;

    private Undisturbed(ReplayResult result) {
        this.result = result;
    }

    static Undisturbed run(
            String brokers, Map<String, String> options, List<Part> parts, Path directory)
            throws Exception {
        JobTopics topics =
                JobTopics.create(brokers, "undisturbed", RecordedStream.PARTITIONS, options);
        RecordedStream stream = new RecordedStream(topics.updates());
        for (Part part : parts) {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            IntStream.range(0, part.records())
                    .forEach(index -> records.add(stream.record(part, index)));
            records.addAll(stream.ticks(part));
            topics.send(records);
        }
        return new Undisturbed(
                new Replay(topics.conf(), List.of(RecordedStream.model()), false)
                        .topic(
                                Files.createTempDirectory(directory, "scratch"),
                                Files.createTempDirectory(directory, "undisturbed")));
    }

    /** What it has published when this part is over. */
    Published upTo(Part part) {
        long end = RecordedStream.end(part);
        return new Published(
                result.lineage().stream()
                        .filter(version -> version.getVersion() <= part.to())
                        .toList(),
                result.rejections().stream()
                        .filter(refusal -> refusal.getEventTime() < end)
                        .toList(),
                result.shards().stream()
                        .filter(shard -> shard.getKind() == ShardKind.MODEL)
                        .filter(shard -> shard.getVersion() <= part.to())
                        .toList());
    }
}
