package io.ftte.jobs.live;

import io.ftte.control.ParameterAssembly;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.Brokers;
import io.ftte.topics.TopicReader;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.RecordedTopic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The models that stand on a control topic, with their initial parameters. */
public final class RegisteredModels {
    private static final byte[] NOTHING = {};

    private final String topic;
    private final Map<Integer, Long> from;
    private final Map<String, byte[]> records = new TreeMap<>();

    /** Keys of records that lie before. */
    private final Set<String> earlier = new HashSet<>();

    private RegisteredModels(String topic, Map<Integer, Long> from) {
        this.topic = topic;
        this.from = from;
    }

    /**
     * Reads the whole topic as it is now.
     *
     * @return by id
     * @throws IOException one line, where the brokers do not answer, there is no model, or one
     *     cannot be read
     */
    public static List<ModelDefinition> read(Brokers brokers, String topic) throws IOException {
        return required(read(brokers, topic, Map.of()), topic);
    }

    /**
     * Those of them that were registered from there on, if any.
     *
     * @param from partition to offset
     */
    public static List<ModelDefinition> read(Brokers brokers, String topic, Map<Integer, Long> from)
            throws IOException {
        RegisteredModels models = new RegisteredModels(topic, from);
        try (TopicReader reader = TopicReader.fromBeginning(brokers, topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    models.add(
                            record.partition(),
                            record.offset(),
                            record.key(),
                            record.value() == null ? NOTHING : record.value());
                }
            }
        }
        return models.definitions();
    }

    /**
     * Those of a recording, with the same errors.
     *
     * @param directory of the recording
     */
    public static List<ModelDefinition> recorded(Path directory, Manifest manifest)
            throws IOException {
        return required(recorded(directory, manifest, Map.of()), manifest.topics().control());
    }

    /** Those of them that were registered from there on, as of the topic itself. */
    public static List<ModelDefinition> recorded(
            Path directory, Manifest manifest, Map<Integer, Long> from) throws IOException {
        String topic = manifest.topics().control();
        RegisteredModels models = new RegisteredModels(topic, from);
        RecordedTopic.each(
                directory,
                manifest,
                topic,
                record ->
                        models.add(
                                record.getPartition(),
                                record.getOffset(),
                                record.getKey() == null ? null : bytes(record.getKey()),
                                bytes(record.getValue())));
        return models.definitions();
    }

    private static List<ModelDefinition> required(List<ModelDefinition> models, String topic)
            throws IOException {
        if (models.isEmpty()) {
            throw new IOException(
                    "No model is registered on " + topic + ": name its file with --model");
        }
        return models;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** An empty value is a tombstone. */
    private void add(int partition, long offset, byte[] key, byte[] value) {
        if (key == null) {
            return;
        }
        String name = new String(key, StandardCharsets.UTF_8);
        earlier.remove(name);
        if (value.length == 0) {
            records.remove(name);
            return;
        }
        records.put(name, value);
        if (offset < from.getOrDefault(partition, 0L)) {
            earlier.add(name);
        }
    }

    private List<ModelDefinition> definitions() throws IOException {
        List<ModelDefinition> definitions = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry : records.entrySet()) {
            Optional<ControlKey> head = ControlKey.parse(entry.getKey()).filter(ControlKey::isHead);
            if (head.isPresent() && !earlier.contains(entry.getKey())) {
                definitions.add(definition(head.get().modelId(), entry.getValue()));
            }
        }
        return definitions;
    }

    private ModelDefinition definition(String modelId, byte[] record) throws IOException {
        try {
            ModelRegistration head = RecordCodec.decode(record, ModelRegistration.class);
            byte[] parameters =
                    ParameterAssembly.assemble(
                            head,
                            index ->
                                    records.getOrDefault(
                                            ControlKey.parameters(modelId, index).toString(),
                                            NOTHING));
            return new ModelDefinition(head, Tensors.floats(parameters));
        } catch (WireException | IllegalArgumentException e) {
            throw new IOException(
                    "Model %s on %s cannot be replayed: %s; name its file with --model"
                            .formatted(modelId, topic, e.getMessage()),
                    e);
        }
    }
}
