package io.ftte.cli.verify;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.RecordedRecord;
import io.ftte.topics.TopicReader;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.RecordedTopic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a job published, wherever that lies. */
interface PublishedRecords {
    /** The record of one version or shard, and where it lies. */
    record Published(String place, byte[] value) {}

    /** Takes records one by one; those without a value are left out. */
    @FunctionalInterface
    interface Visitor {
        void visit(Published record) throws IOException;
    }

    /** Visits the lineage; the versions of a model in order. */
    void lineage(Visitor visitor) throws IOException;

    /** Visits the published shards. */
    void models(Visitor visitor) throws IOException;

    /** In a recording. */
    static PublishedRecords in(Path directory) throws IOException {
        Manifest manifest = Manifest.read(directory);
        return new PublishedRecords() {
            @Override
            public void lineage(Visitor visitor) throws IOException {
                each(manifest.topics().lineage(), visitor);
            }

            @Override
            public void models(Visitor visitor) throws IOException {
                each(manifest.topics().models(), visitor);
            }

            private void each(String topic, Visitor visitor) throws IOException {
                RecordedTopic.readable(
                        directory,
                        manifest,
                        topic,
                        record -> {
                            if (record.getValue().hasRemaining()) {
                                visitor.visit(published(topic, record));
                            }
                        });
            }
        };
    }

    private static Published published(String topic, RecordedRecord record) {
        ByteBuffer value = record.getValue().duplicate();
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return new Published(place(topic, record.getPartition(), record.getOffset()), bytes);
    }

    private static String place(String topic, int partition, long offset) {
        return "%s, partition %d, offset %d".formatted(topic, partition, offset);
    }

    /** On the topics. */
    static PublishedRecords on(AggregationConf conf) {
        return new PublishedRecords() {
            @Override
            public void lineage(Visitor visitor) throws IOException {
                each(conf.topics().lineage(), visitor);
            }

            @Override
            public void models(Visitor visitor) throws IOException {
                each(conf.topics().models(), visitor);
            }

            private void each(String topic, Visitor visitor) throws IOException {
                try (TopicReader reader = TopicReader.fromBeginning(conf.brokers(), topic)) {
                    while (!reader.atEnd()) {
                        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                            if (record.value() != null) {
                                visitor.visit(
                                        new Published(
                                                place(topic, record.partition(), record.offset()),
                                                record.value()));
                            }
                        }
                    }
                }
            }
        };
    }
}
