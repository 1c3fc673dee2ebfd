package io.ftte.cli.status;

import io.ftte.jobs.live.StartCheck;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.SumRequest;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.SettingsHash;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.ControlTopic;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.AuthorizationException;

/** Puts together what control, model and lineage topic say of the models that are registered. */
final class ModelsReader {
    private static final int UNKNOWN = -1;

    private final AggregationConf conf;
    private final Map<String, PublishedState> published = new HashMap<>();
    private final Map<String, LineageState> lineages = new HashMap<>();
    private final Map<String, SumsAwaited> sums = new HashMap<>();

    private ModelsReader(AggregationConf conf) {
        this.conf = conf;
    }

    /**
     * Reads the topics as they are now; of models that are registered, in the order of their ids.
     *
     * @param control which they are
     * @throws IOException if a topic is missing, or a record of the control topic is damaged
     */
    static List<ModelStatus> read(AggregationConf conf, ControlTopic control) throws IOException {
        ModelsReader reader = new ModelsReader(conf);
        reader.read(control);
        List<ModelStatus> models = new ArrayList<>();
        for (String modelId : control.registered()) {
            models.add(reader.status(modelId, control));
        }
        return models;
    }

    private void read(ControlTopic control) throws IOException {
        // The models last: a version that is published in between only looks younger.
        if (hasShared(control)) {
            readRequests();
        }
        read(conf.topics().lineage());
        read(conf.topics().models());
    }

    /** Where a job has a helper, and this user may see the topic between them. */
    private void readRequests() throws IOException {
        try {
            if (StartCheck.exists(conf, conf.partyTopics().requests())) {
                read(conf.partyTopics().requests());
            }
        } catch (AuthorizationException e) {
            return; // The rest is shown as to whoever has no such model.
        }
    }

    private void read(String topic) throws IOException {
        try (TopicReader reader = TopicReader.fromBeginning(conf.brokers(), topic)) {
            while (!reader.atEnd()) {
                reader.poll().forEach(this::add);
            }
        }
    }

    /** Whether two parties aggregate a model; the topic between them is there for such alone. */
    private static boolean hasShared(ControlTopic control) throws IOException {
        for (String modelId : control.registered()) {
            if (control.requiredHead(modelId).getAggregation().getSharingUnit() != null) {
                return true;
            }
        }
        return false;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            add(RecordCodec.decode(record.value()), record.timestamp());
        } catch (WireException e) {
            return; // It says nothing of a version, whoever wrote it.
        }
    }

    private void add(SpecificRecord record, long writtenMs) {
        if (record instanceof ModelShard shard) {
            published(shard.getModelId()).add(shard, writtenMs);
        } else if (record instanceof TrainablePlan plan) {
            published(plan.getModelId()).add(plan);
        } else if (record instanceof VersionLineage version) {
            lineages.computeIfAbsent(version.getModelId(), id -> new LineageState()).add(version);
        } else if (record instanceof SumRequest request) {
            sums.computeIfAbsent(request.getModelId(), id -> new SumsAwaited())
                    .add(request, writtenMs);
        }
    }

    private PublishedState published(String modelId) {
        return published.computeIfAbsent(modelId, id -> new PublishedState());
    }

    private ModelStatus status(String modelId, ControlTopic control) throws IOException {
        PublishedState state = published(modelId);
        Map<Integer, AggregationSettings> known = known(modelId, control);
        ModelStatus.Settings inForce = settings(modelId, state.generation(), known);
        Optional<ModelPrivacy> privacy =
                lineage(modelId)
                        .privacy(state.generation())
                        .map(
                                spent ->
                                        ModelPrivacy.of(
                                                spent,
                                                Optional.ofNullable(known.get(inForce.number()))));
        List<Integer> waiting =
                control.changes(modelId).stream()
                        .map(ModelSettings::getNumber)
                        .filter(number -> number > inForce.number())
                        .toList();
        return new ModelStatus(
                modelId,
                state.newest(),
                inForce,
                privacy,
                state.newest().flatMap(sums.getOrDefault(modelId, new SumsAwaited())::after),
                waiting,
                state.newestPlans());
    }

    private LineageState lineage(String modelId) {
        return lineages.getOrDefault(modelId, new LineageState());
    }

    /** By the number of the change; 0 are those of the registration. */
    private static Map<Integer, AggregationSettings> known(String modelId, ControlTopic control)
            throws IOException {
        Map<Integer, AggregationSettings> known = new TreeMap<>();
        known.put(0, control.requiredHead(modelId).getAggregation());
        for (ModelSettings change : control.changes(modelId)) {
            known.put(change.getNumber(), change.getAggregation());
        }
        return known;
    }

    private ModelStatus.Settings settings(
            String modelId, int generation, Map<Integer, AggregationSettings> known) {
        LineageState lineage = lineage(modelId);
        Optional<ByteBuffer> hash = lineage.settingsHash(generation);
        if (hash.isEmpty()) {
            return new ModelStatus.Settings(0, 0, AggregationJson.text(known.get(0)));
        }
        // Of equal ones the last: a change back to what was before.
        ModelStatus.Settings found = new ModelStatus.Settings(UNKNOWN, lineage.since(), "");
        for (Map.Entry<Integer, AggregationSettings> settings : known.entrySet()) {
            if (ByteBuffer.wrap(SettingsHash.of(settings.getValue())).equals(hash.get())) {
                found =
                        new ModelStatus.Settings(
                                settings.getKey(),
                                lineage.since(),
                                AggregationJson.text(settings.getValue()));
            }
        }
        return found;
    }
}
