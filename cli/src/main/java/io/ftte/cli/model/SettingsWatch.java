package io.ftte.cli.model;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.SettingsHash;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Sees in the lineage, from its end at the opening on, when settings have come into force. */
final class SettingsWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final TopicReader lineage;

    SettingsWatch(AggregationConf conf) throws IOException {
        lineage = TopicReader.fromEnd(conf.brokers(), conf.topics().lineage());
    }

    /** The first version that these settings made; empty where patience ends before it comes. */
    OptionalLong firstVersion(String modelId, AggregationSettings settings, Duration patience)
            throws IOException {
        ByteBuffer hash = ByteBuffer.wrap(SettingsHash.of(settings));
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> record : lineage.poll(POLL)) {
                Optional<VersionLineage> made =
                        decode(record)
                                .filter(version -> version.getModelId().equals(modelId))
                                .filter(version -> version.getSettingsHash().equals(hash));
                if (made.isPresent()) {
                    return OptionalLong.of(made.get().getVersion());
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Empty for what says nothing of a version, whoever wrote it. */
    private static Optional<VersionLineage> decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(RecordCodec.decode(record.value(), VersionLineage.class));
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        lineage.close();
    }
}
