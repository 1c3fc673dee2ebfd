package io.ftte.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Standings;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the control topic holds: of each key the newest record, a tombstone as none. Of parameters
 * only the keys are kept.
 */
public final class ControlTopic {
    private static final byte[] NOT_KEPT = {};

    private final String topic;
    private final Map<String, Map<ControlKey, byte[]>> models = new TreeMap<>();

    /** By device. */
    private final Map<String, DeviceStanding> standings = new TreeMap<>();

    private ControlTopic(String topic) {
        this.topic = topic;
    }

    /**
     * Reads the whole topic as it is now.
     *
     * @throws IOException if there is no such topic, or the brokers do not answer
     */
    public static ControlTopic read(Brokers brokers, String topic) throws IOException {
        ControlTopic control = new ControlTopic(topic);
        try (TopicReader reader = TopicReader.fromBeginning(brokers, topic)) {
            while (!reader.atEnd()) {
                reader.poll().forEach(control::add);
            }
        }
        return control;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        String text = record.key() == null ? "" : new String(record.key(), UTF_8);
        ControlKey.parse(text).ifPresent(key -> put(key, record.value()));
        ControlKey.device(text).ifPresent(device -> put(device, record.value()));
    }

    private void put(String device, byte[] value) {
        // What is none, the job refuses.
        Optional.ofNullable(value)
                .flatMap(Standings::of)
                .filter(standing -> standing.getDeviceId().equals(device))
                .ifPresent(standing -> standings.put(device, standing));
    }

    private void put(ControlKey key, byte[] value) {
        Map<ControlKey, byte[]> records =
                models.computeIfAbsent(key.modelId(), id -> new HashMap<>());
        if (value == null) {
            records.remove(key);
        } else {
            records.put(key, key.isHead() || key.isSettings() ? value : NOT_KEPT);
        }
    }

    /** What the operator last said of a device; empty if nothing. */
    public Optional<DeviceStanding> standing(String deviceId) {
        return Optional.ofNullable(standings.get(deviceId));
    }

    /** Devices whose updates are refused, in the order of their ids. */
    public List<String> revoked() {
        return standings.values().stream()
                .filter(DeviceStanding::getRevoked)
                .map(DeviceStanding::getDeviceId)
                .toList();
    }

    /** Registered models, in the order of their ids. */
    public List<String> registered() {
        return models.keySet().stream().filter(id -> encodedHead(id).isPresent()).toList();
    }

    /** The same for a person. */
    String modelIds() {
        List<String> registered = registered();
        return registered.isEmpty() ? "none" : String.join(", ", registered);
    }

    /** The head of a registration as it stands there; empty where there is no such model. */
    public Optional<byte[]> encodedHead(String modelId) {
        return Optional.ofNullable(of(modelId).get(ControlKey.head(modelId)));
    }

    /**
     * The same, decoded.
     *
     * @throws IOException if the record is damaged
     */
    public Optional<ModelRegistration> head(String modelId) throws IOException {
        Optional<byte[]> encoded = encodedHead(modelId);
        return encoded.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        decode(ControlKey.head(modelId), encoded.get(), ModelRegistration.class));
    }

    /**
     * The same of a model that must be there.
     *
     * @throws IOException if it is not, or the record is damaged
     */
    public ModelRegistration requiredHead(String modelId) throws IOException {
        return head(modelId)
                .orElseThrow(
                        () ->
                                new IOException(
                                        "No model %s is registered on %s; there are: %s"
                                                .formatted(modelId, topic, modelIds())));
    }

    /**
     * The newest change of a model's settings, in force or still to come.
     *
     * @throws IOException if a record is damaged
     */
    public Optional<ModelSettings> newestChange(String modelId) throws IOException {
        return changes(modelId).stream().max(Comparator.comparing(ModelSettings::getNumber));
    }

    /**
     * All changes of a model's settings, ascending by number.
     *
     * @throws IOException if a record is damaged
     */
    public List<ModelSettings> changes(String modelId) throws IOException {
        List<ModelSettings> changes = new ArrayList<>();
        for (Map.Entry<ControlKey, byte[]> record : of(modelId).entrySet()) {
            if (record.getKey().isSettings()) {
                changes.add(decode(record.getKey(), record.getValue(), ModelSettings.class));
            }
        }
        changes.sort(Comparator.comparing(ModelSettings::getNumber));
        return changes;
    }

    /**
     * A model's settings that are in force, or will be as the last.
     *
     * @throws IOException if there is no such model, or a record is damaged
     */
    public AggregationSettings newestSettings(String modelId) throws IOException {
        AggregationSettings registered = requiredHead(modelId).getAggregation();
        return newestChange(modelId).map(ModelSettings::getAggregation).orElse(registered);
    }

    /** Of all records about a model, in the order of their text. */
    public List<ControlKey> keys(String modelId) {
        return of(modelId).keySet().stream()
                .sorted(Comparator.comparing(ControlKey::toString))
                .toList();
    }

    private Map<ControlKey, byte[]> of(String modelId) {
        return models.getOrDefault(modelId, Map.of());
    }

    private <T extends SpecificRecord> T decode(ControlKey key, byte[] value, Class<T> type)
            throws IOException {
        try {
            return RecordCodec.decode(value, type);
        } catch (WireException e) {
            throw new IOException(
                    "%s on %s cannot be read: %s".formatted(key, topic, e.getMessage()), e);
        }
    }
}
