package io.ftte.cli.job;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.operators.stream.JoinKey;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicNames;
import io.ftte.topics.TopicReader;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.RecordedTopic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which updates a job with {@code require-signatures} did not let in, as its refusals say. */
final class UnauthorisedUpdates {
    private UnauthorisedUpdates() {}

    /**
     * Join keys of those records.
     *
     * @throws io.ftte.topics.OptionsException if the options name no brokers
     */
    static Set<Long> read(AggregationConf conf) throws IOException {
        conf.brokers().probe();
        String topic = conf.topics().rejected();
        Set<Long> refused = new HashSet<>();
        try (TopicReader reader = TopicReader.fromBeginning(conf.brokers(), topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    add(record.value(), conf.topics(), refused);
                }
            }
        }
        return refused;
    }

    /** The same of a recording. */
    static Set<Long> recorded(Path directory, Manifest manifest) throws IOException {
        Set<Long> refused = new HashSet<>();
        RecordedTopic.each(
                directory,
                manifest,
                manifest.topics().rejected(),
                record -> {
                    byte[] value = new byte[record.getValue().remaining()];
                    record.getValue().duplicate().get(value);
                    add(value, manifest.topics(), refused);
                });
        return refused;
    }

    private static void add(byte[] value, TopicNames topics, Set<Long> refused) throws IOException {
        try {
            Rejection rejection = RecordCodec.decode(value, Rejection.class);
            if (rejection.getReason() == RejectionReason.UNAUTHORISED
                    && rejection.getTopic().equals(topics.updates())) {
                refused.add(JoinKey.of(rejection.getPartition(), rejection.getOffset()));
            }
        } catch (WireException e) {
            throw new IOException(
                    "A record on %s cannot be read: %s"
                            .formatted(topics.rejected(), e.getMessage()),
                    e);
        }
    }
}
