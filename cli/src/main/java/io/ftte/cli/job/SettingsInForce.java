package io.ftte.cli.job;

import io.ftte.jobs.live.RegisteredModels;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicReader;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.RecordedTopic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The settings of each model where a live job stood: the last change before it. */
final class SettingsInForce {
    private final Map<Integer, Long> until;
    private final Map<String, ModelSettings> newest = new TreeMap<>();

    private SettingsInForce(List<ModelDefinition> registered, Map<Integer, Long> until) {
        this.until = until;
        for (ModelDefinition model : registered) {
            String id = model.head().getModelId();
            newest.put(id, new ModelSettings(id, 0, 0L, model.head().getAggregation()));
        }
    }

    /**
     * By model.
     *
     * @param sources with a position
     */
    static Collection<ModelSettings> at(ReplaySources sources) throws IOException {
        Map<Integer, Long> until = sources.position().orElseThrow().decisions();
        String topic = sources.conf().topics().decisions();
        if (sources.path().isPresent()) {
            Path directory = sources.path().get();
            Manifest manifest = Manifest.read(directory);
            SettingsInForce settings =
                    new SettingsInForce(RegisteredModels.recorded(directory, manifest), until);
            RecordedTopic.each(
                    directory,
                    manifest,
                    manifest.topics().decisions(),
                    record -> {
                        byte[] value = new byte[record.getValue().remaining()];
                        record.getValue().duplicate().get(value);
                        settings.add(record.getPartition(), record.getOffset(), value);
                    });
            return settings.newest.values();
        }
        SettingsInForce settings =
                new SettingsInForce(
                        RegisteredModels.read(
                                sources.conf().brokers(), sources.conf().topics().control()),
                        until);
        try (TopicReader reader = TopicReader.fromBeginning(sources.conf().brokers(), topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    settings.add(record.partition(), record.offset(), record.value());
                }
            }
        }
        return settings.newest.values();
    }

    private void add(int partition, long offset, byte[] value) {
        if (value == null || offset >= until.getOrDefault(partition, 0L)) {
            return;
        }
        try {
            if (RecordCodec.decode(value) instanceof ModelSettings change) {
                newest.computeIfPresent(
                        change.getModelId(),
                        (id, known) -> known.getNumber() < change.getNumber() ? change : known);
            }
        } catch (WireException e) {
            return; // The job refused it, too.
        }
    }
}
