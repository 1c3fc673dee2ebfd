package io.ftte.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.jobs.AggregationConf;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The models that are registered.
 *
 * @param topic the control topic
 * @param heads model id to the value of its head, by id
 */
record Registrations(String topic, Map<String, byte[]> heads) {
    private static final String HEAD = "/head";

    /** What the control topic holds now; the newest record of a key counts, a tombstone as none. */
    static Registrations read(AggregationConf conf) throws IOException {
        String topic = conf.topics().control();
        Map<String, byte[]> heads = new TreeMap<>();
        try (TopicReader reader = new TopicReader(conf, topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
                    if (!key.endsWith(HEAD)) {
                        continue;
                    }
                    String id = key.substring(0, key.length() - HEAD.length());
                    if (record.value() == null) {
                        heads.remove(id);
                    } else {
                        heads.put(id, record.value());
                    }
                }
            }
        }
        return new Registrations(topic, heads);
    }

    /** For a person. */
    String ids() {
        return heads.isEmpty() ? "none" : String.join(", ", heads.keySet());
    }

    /**
     * The head of one model, if it is registered.
     *
     * @throws IOException if the record is damaged
     */
    Optional<ModelRegistration> head(String modelId) throws IOException {
        if (!heads.containsKey(modelId)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordCodec.decode(heads.get(modelId), ModelRegistration.class));
        } catch (WireException e) {
            throw new IOException(
                    "The registration of %s on %s cannot be read: %s"
                            .formatted(modelId, topic, e.getMessage()),
                    e);
        }
    }

    /**
     * The same of a model that must be there.
     *
     * @throws IOException if it is not, or the record is damaged
     */
    ModelRegistration required(String modelId) throws IOException {
        return head(modelId)
                .orElseThrow(
                        () ->
                                new IOException(
                                        "No model %s is registered on %s; there are: %s"
                                                .formatted(modelId, topic, ids())));
    }
}
