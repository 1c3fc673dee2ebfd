package io.ftte.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.jobs.AggregationConf;
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
import java.util.regex.Pattern;
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
    private static final String OF_A_MODEL = "/(head|parameters/\\d+|plan/-?\\d+|settings/\\d+)";

    /**
     * @throws IOException if no such model is registered, or a record is damaged
     */
    static ControlRecords read(AggregationConf conf, String modelId) throws IOException {
        String topic = conf.topics().control();
        Pattern own = Pattern.compile(Pattern.quote(modelId) + OF_A_MODEL);
        Set<String> keys = new TreeSet<>();
        Optional<ModelRegistration> head = Optional.empty();
        Map<String, ModelSettings> changes = new HashMap<>();
        try (TopicReader reader = new TopicReader(conf, topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
                    if (!own.matcher(key).matches()) {
                        continue;
                    }
                    if (record.value() == null) {
                        keys.remove(key);
                        changes.remove(key);
                        continue;
                    }
                    keys.add(key);
                    SpecificRecord value = decode(topic, key, record.value());
                    if (value instanceof ModelRegistration registration) {
                        head = Optional.of(registration);
                    } else if (value instanceof ModelSettings change) {
                        changes.put(key, change);
                    }
                }
            }
        }
        if (head.isEmpty() || !keys.contains(modelId + "/head")) {
            throw new IOException(
                    "No model %s is registered on %s; there are: %s"
                            .formatted(modelId, topic, Registrations.read(conf).ids()));
        }
        return new ControlRecords(
                head.get(),
                changes.values().stream().max(Comparator.comparing(ModelSettings::getNumber)),
                keys);
    }

    private static SpecificRecord decode(String topic, String key, byte[] value)
            throws IOException {
        try {
            return RecordCodec.decode(value);
        } catch (WireException e) {
            throw new IOException(
                    "%s on %s cannot be read: %s".formatted(key, topic, e.getMessage()), e);
        }
    }

    /** In force, or to come into force as the last. */
    AggregationSettings newestSettings() {
        return settings.map(ModelSettings::getAggregation).orElse(head.getAggregation());
    }
}
