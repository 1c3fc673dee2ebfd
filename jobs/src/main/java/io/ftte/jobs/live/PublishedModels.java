package io.ftte.jobs.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.Brokers;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the model topic says of the jobs that wrote to it before this one. */
final class PublishedModels {
    /** Tombstones, too, say by their key that there was such a generation. */
    private static final Pattern KEY =
            Pattern.compile("(.+)/(\\d{1,9})/(?:snapshot|model|average|plan)/-?\\d+");

    private static final Comparator<Version> BY_AGE =
            Comparator.comparingInt(Version::generation).thenComparingLong(Version::number);

    private final Map<String, Version> trained = new HashMap<>();
    private final Map<String, Integer> nextGenerations = new TreeMap<>();

    /** A version that updates made. */
    record Version(String modelId, int generation, long number) {}

    /**
     * Reads the whole topic as it is now.
     *
     * @throws IOException if there is no such topic, or the brokers do not answer
     */
    static PublishedModels read(Brokers brokers, String topic) throws IOException {
        PublishedModels published = new PublishedModels();
        try (TopicReader models = TopicReader.fromBeginning(brokers, topic)) {
            while (!models.atEnd()) {
                models.poll().forEach(published::add);
            }
        }
        return published;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        Matcher named = KEY.matcher(key);
        if (named.matches()) {
            passed(named.group(1), Integer.parseInt(named.group(2)));
        }
        trained.remove(key);
        if (record.value() == null) {
            return;
        }
        try {
            add(key, RecordCodec.decode(record.value()));
        } catch (WireException e) {
            return; // Not written by this job, so it says nothing about versions.
        }
    }

    private void add(String key, SpecificRecord record) {
        if (record instanceof TrainablePlan plan) {
            passed(plan.getModelId(), plan.getGeneration());
        } else if (record instanceof ModelShard shard) {
            passed(shard.getModelId(), shard.getGeneration());
            if (shard.getKind() == ShardKind.MODEL) {
                trained.put(
                        key,
                        new Version(shard.getModelId(), shard.getGeneration(), shard.getVersion()));
            }
        }
    }

    private void passed(String modelId, int generation) {
        nextGenerations.merge(modelId, generation + 1, Math::max);
    }

    /** The newest version that lies there of some model among those asked for. */
    Optional<Version> newest(Predicate<String> modelId) {
        return trained.values().stream()
                .filter(version -> modelId.test(version.modelId()))
                .max(BY_AGE);
    }

    /** By model, the lowest generation that the topic has never seen. */
    Map<String, Integer> nextGenerations() {
        return Map.copyOf(nextGenerations);
    }
}
