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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The models that stand on a control topic, with their initial parameters. */
public final class RegisteredModels {
    private static final byte[] NOTHING = {};

    private final String topic;
    private final Map<String, byte[]> records = new TreeMap<>();

    private RegisteredModels(String topic) {
        this.topic = topic;
    }

    /**
     * Reads the whole topic as it is now.
     *
     * @return by id
     * @throws IOException one line, where the brokers do not answer, there is no model, or one
     *     cannot be read
     */
    public static List<ModelDefinition> read(Brokers brokers, String topic) throws IOException {
        RegisteredModels models = new RegisteredModels(topic);
        try (TopicReader reader = TopicReader.fromBeginning(brokers, topic)) {
            while (!reader.atEnd()) {
                reader.poll().forEach(models::add);
            }
        }
        return models.definitions();
    }

    /**
     * Those of a recording, with the same errors; an empty value is a tombstone there.
     *
     * @param directory of the recording
     */
    public static List<ModelDefinition> recorded(Path directory, Manifest manifest)
            throws IOException {
        RegisteredModels models = new RegisteredModels(manifest.topics().control());
        RecordedTopic.each(
                directory,
                manifest,
                models.topic,
                record -> {
                    if (record.getKey() != null) {
                        models.add(bytes(record.getKey()), bytes(record.getValue()));
                    }
                });
        return models.definitions();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() != null) {
            add(record.key(), record.value() == null ? NOTHING : record.value());
        }
    }

    private void add(byte[] key, byte[] value) {
        String name = new String(key, StandardCharsets.UTF_8);
        if (value.length == 0) {
            records.remove(name);
        } else {
            records.put(name, value);
        }
    }

    private List<ModelDefinition> definitions() throws IOException {
        List<ModelDefinition> definitions = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry : records.entrySet()) {
            Optional<ControlKey> head = ControlKey.parse(entry.getKey()).filter(ControlKey::isHead);
            if (head.isPresent()) {
                definitions.add(definition(head.get().modelId(), entry.getValue()));
            }
        }
        if (definitions.isEmpty()) {
            throw new IOException(
                    "No model is registered on " + topic + ": name its file with --model");
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
