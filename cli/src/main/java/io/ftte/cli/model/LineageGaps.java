package io.ftte.cli.model;

import io.ftte.devices.client.ModelVersion;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Versions that the lineage topic should have and has not. */
final class LineageGaps {
    /** The topics become readable one after the other at a checkpoint. */
    private static final Duration BEHIND = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(500);

    private LineageGaps() {}

    /** From 1 to a version that has been published; of its generation. */
    static NavigableSet<Long> upTo(ModelVersion newest, AggregationConf conf) throws IOException {
        NavigableSet<Long> missing = new TreeSet<>();
        LongStream.rangeClosed(1, newest.version()).forEach(missing::add);
        try (TopicReader reader =
                TopicReader.fromBeginning(conf.brokers(), conf.topics().lineage())) {
            while (!reader.atEnd()) {
                remove(reader.poll(), newest, missing);
            }
            long end = System.nanoTime();
            while (missing.contains(newest.version())
                    && System.nanoTime() - end < BEHIND.toNanos()) {
                remove(reader.poll(POLL), newest, missing);
            }
        }
        return missing;
    }

    private static void remove(
            Iterable<ConsumerRecord<byte[], byte[]>> records,
            ModelVersion model,
            NavigableSet<Long> missing) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                VersionLineage lineage = RecordCodec.decode(record.value(), VersionLineage.class);
                if (lineage.getModelId().equals(model.modelId())
                        && lineage.getGeneration() == model.generation()) {
                    missing.remove(lineage.getVersion());
                }
            } catch (WireException e) {
                continue; // It says nothing of a version, whoever wrote it.
            }
        }
    }
}
