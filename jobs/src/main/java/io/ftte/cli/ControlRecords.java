package io.ftte.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.ControlKey;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the control topic holds of one model.
 *
 * @param head the registration
 * @param settings the newest change of its settings
 * @param keys of all records
 */
record ControlRecords(ModelRegistration head, Optional<ModelSettings> settings, Set<String> keys) {
    /**
     * @throws IOException if no such model is registered, or a record is damaged
     */
    static ControlRecords read(AggregationConf conf, String modelId) throws IOException {
        String topic = conf.topics().control();
        Set<String> keys = new TreeSet<>();
        Optional<ModelRegistration> head = Optional.empty();
        Map<String, ModelSettings> changes = new HashMap<>();
        try (TopicReader reader = new TopicReader(conf, topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
                    Optional<ControlKey> own =
                            ControlKey.parse(key).filter(k -> k.modelId().equals(modelId));
                    if (own.isEmpty()) {
                        continue;
                    }
                    if (record.value() == null) {
                        keys.remove(key);
                        changes.remove(key);
                        continue;
                    }
                    keys.add(key);
                    if (own.get().isHead()) {
                        head = Optional.of(decode(topic, record, ModelRegistration.class));
                    } else if (own.get().isSettings()) {
                        changes.put(key, decode(topic, record, ModelSettings.class));
                    }
                }
            }
        }
        if (head.isEmpty() || !keys.contains(new ControlKey(modelId, ControlKey.HEAD).toString())) {
            throw new IOException(
                    "No model %s is registered on %s; there are: %s"
                            .formatted(modelId, topic, Registrations.read(conf).ids()));
        }
        return new ControlRecords(
                head.get(),
                changes.values().stream().max(Comparator.comparing(ModelSettings::getNumber)),
                keys);
    }

    private static <T extends SpecificRecord> T decode(
            String topic, ConsumerRecord<byte[], byte[]> record, Class<T> type) throws IOException {
        try {
            return RecordCodec.decode(record.value(), type);
        } catch (WireException e) {
            throw new IOException(
                    "%s on %s cannot be read: %s"
                            .formatted(new String(record.key(), UTF_8), topic, e.getMessage()),
                    e);
        }
    }

    /** In force, or to come into force as the last. */
    AggregationSettings newestSettings() {
        return settings.map(ModelSettings::getAggregation).orElse(head.getAggregation());
    }
}
