package io.ftte.cli.record;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicNames;
import io.ftte.topics.TopicReader;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.RecordedTopic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The job's topics, or what was recorded of them. */
public interface TopicRecords {
    /**
     * A record with a value, and where it lies.
     *
     * @param time ms, as Kafka or the recording has it
     */
    record Entry(String topic, int partition, long offset, long time, byte[] value) {
        /** Where it lies, for a person. */
        public String place() {
            return "%s, partition %d, offset %d".formatted(topic, partition, offset);
        }

        /** What it says, where it can be read and is of this kind. */
        public <T extends SpecificRecord> Optional<T> as(Class<T> type) {
            try {
                SpecificRecord record = RecordCodec.decode(value);
                return type.isInstance(record) ? Optional.of(type.cast(record)) : Optional.empty();
            } catch (WireException e) {
                return Optional.empty();
            }
        }
    }

    /** Takes records one by one. */
    @FunctionalInterface
    interface Visitor {
        void visit(Entry record) throws IOException;
    }

    TopicNames topics();

    /** Visits what is there of a topic, each partition in order; tombstones are left out. */
    void each(String topic, Visitor visitor) throws IOException;

    /** In a recording; what is damaged of it is passed over. */
    static TopicRecords in(Path directory) throws IOException {
        Manifest manifest = Manifest.read(directory);
        return new TopicRecords() {
            @Override
            public TopicNames topics() {
                return manifest.topics();
            }

            @Override
            public void each(String topic, Visitor visitor) throws IOException {
                RecordedTopic.readable(
                        directory,
                        manifest,
                        topic,
                        record -> {
                            byte[] value = new byte[record.getValue().remaining()];
                            record.getValue().duplicate().get(value);
                            if (value.length > 0) {
                                visitor.visit(
                                        new Entry(
                                                topic,
                                                record.getPartition(),
                                                record.getOffset(),
                                                record.getTimestamp(),
                                                value));
                            }
                        });
            }
        };
    }

    /** On the topics themselves, committed ones, up to their present ends. */
    static TopicRecords on(AggregationConf conf) {
        return new TopicRecords() {
            @Override
            public TopicNames topics() {
                return conf.topics();
            }

            @Override
            public void each(String topic, Visitor visitor) throws IOException {
                try (TopicReader reader = TopicReader.fromBeginning(conf.brokers(), topic)) {
                    while (!reader.atEnd()) {
                        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                            if (record.value() != null) {
                                visitor.visit(
                                        new Entry(
                                                topic,
                                                record.partition(),
                                                record.offset(),
                                                record.timestamp(),
                                                record.value()));
                            }
                        }
                    }
                }
            }
        };
    }
}
