package io.ftte.cli.watch.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import io.ftte.selection.TrainingSetup;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.avro.specific.SpecificRecord;

/**
 * All that the page knows: takes records of the six topics and gives it as JSON. It trusts no
 * record, and however many models, devices or refusals come, it keeps a bounded number of them and
 * says so. Safe for use by several threads.
 *
 * <p>A model is what the control topic or the lineage names, never what a device does: updates and
 * refusals of other models are counted together.
 */
public final class LiveState {
    /** Models that are kept, those with the newest records. */
    static final int MOST_MODELS = 20;

    /** Where the reader is. */
    public enum Phase {
        /** Reads what the topics held when it began. */
        READING,
        /** Follows. */
        LIVE,
        /** No broker answers, or one refuses. */
        AWAY
    }

    private final LiveSettings settings;
    private final UpdateReader updates = new UpdateReader();
    private NewestMap<String, ModelState> models = new NewestMap<>(MOST_MODELS);
    private Profiles profiles = new Profiles();
    private Refusals otherRefusals = new Refusals();
    private TopicProgress topics = new TopicProgress();
    private long updatesOfOtherModels;
    private long updatesAheadOfTheClock;
    private long lastTick;
    private Phase phase = Phase.READING;
    private String problem = "";
    private long revision;

    public LiveState(LiveSettings settings) {
        this.settings = settings;
    }

    /** Forgets everything: the topics are read anew. */
    public synchronized void begin() {
        models = new NewestMap<>(MOST_MODELS);
        profiles = new Profiles();
        otherRefusals = new Refusals();
        topics = new TopicProgress();
        updatesOfOtherModels = 0;
        updatesAheadOfTheClock = 0;
        phase(Phase.READING, "");
    }

    /**
     * Says where the reader is.
     *
     * @param trouble one line; empty where there is none
     */
    public synchronized void phase(Phase now, String trouble) {
        if (phase != now || !problem.equals(trouble)) {
            phase = now;
            problem = Texts.line(trouble);
            revision++;
        }
    }

    /** Says how many offsets a topic has beyond what was read. */
    public synchronized void behind(Topic topic, long offsets) {
        topics.behind(topic, offsets);
    }

    /**
     * Takes a record; one that cannot be read is counted.
     *
     * @param key empty where the record has none
     * @param value null for a tombstone
     * @param timestamp of the record, ms since the epoch
     */
    public synchronized void take(Topic topic, byte[] key, byte[] value, long timestamp) {
        revision++;
        topics.read(topic);
        try {
            switch (topic) {
                case CONTROL -> control(new String(key, UTF_8), value);
                case DEVICES -> profile(new String(key, UTF_8), value);
                case MODELS -> published(value);
                case LINEAGE -> lineage(value);
                case UPDATES -> update(value, timestamp);
                case REJECTED -> refusal(value, timestamp);
            }
        } catch (WireException | RuntimeException e) {
            // What can be decoded may still make no sense; whatever it is, the page goes on.
            topics.unreadable(topic, String.valueOf(e.getMessage()));
        }
    }

    private void control(String key, byte[] value) throws WireException {
        Optional<ControlKey> parsed = ControlKey.parse(key);
        if (parsed.isEmpty() || !shown(parsed.get().modelId())) {
            return;
        }
        String id = Texts.id(parsed.get().modelId());
        if (parsed.get().isHead()) {
            if (value == null) {
                models.find(id).ifPresent(ModelState::removed);
            } else {
                Registration head =
                        new Registration(RecordCodec.decode(value, ModelRegistration.class));
                models.get(id, () -> model(0, Optional.empty())).registered(head);
            }
        } else if (parsed.get().isSettings() && value != null) {
            ModelSettings change = RecordCodec.decode(value, ModelSettings.class);
            models.find(id)
                    .flatMap(ModelState::registration)
                    .ifPresent(registration -> registration.add(change));
        }
    }

    private void profile(String key, byte[] value) throws WireException {
        if (value == null) {
            profiles.remove(key);
        } else if (!key.isEmpty()) {
            // Under an empty key lie the fences of jobs that check signatures.
            profiles.add(RecordCodec.decode(value, DeviceProfile.class));
        }
    }

    private void published(byte[] value) throws WireException {
        if (value == null) {
            return;
        }
        SpecificRecord record = RecordCodec.decode(value);
        if (record instanceof TrainablePlan plan) {
            of(plan.getModelId(), plan.getGeneration()).ifPresent(model -> model.add(plan));
        } else if (record instanceof ModelShard shard) {
            of(shard.getModelId(), shard.getGeneration()).ifPresent(model -> model.add(shard));
        } else {
            throw new WireException("neither a shard nor a plan: " + record.getSchema().getName());
        }
    }

    private void lineage(byte[] value) throws WireException {
        VersionLineage lineage = RecordCodec.decode(present(value), VersionLineage.class);
        of(lineage.getModelId(), lineage.getGeneration()).ifPresent(model -> model.add(lineage));
    }

    private void update(byte[] value, long timestamp) throws WireException {
        switch (updates.read(present(value))) {
            case TICK -> lastTick = Math.max(lastTick, timestamp);
            case UPDATE -> {
                if (updates.from() == 0) {
                    update(updates.modelId(), updates.deviceId(), timestamp);
                }
            }
            case SHARE -> {
                // The helper's word of one is no update more.
                if (RecordCodec.decode(value) instanceof UpdateShare share
                        && share.getFrom() == 0) {
                    update(share.getModelId(), share.getDeviceId(), timestamp);
                }
            }
        }
    }

    private void update(String modelId, String deviceId, long timestamp) {
        if (!shown(modelId)) {
            return;
        }
        Optional<ModelState> model = models.find(Texts.id(modelId));
        if (timestamp > settings.clock().getAsLong() + settings.maxClockSkewMs()) {
            updatesAheadOfTheClock++;
        } else if (model.isEmpty()) {
            updatesOfOtherModels++;
        } else {
            model.get().add(inLineage(modelId, deviceId), timestamp);
        }
    }

    private String inLineage(String modelId, String deviceId) {
        return settings.deviceNameKey().map(key -> key.name(modelId, deviceId)).orElse(deviceId);
    }

    private void refusal(byte[] value, long timestamp) throws WireException {
        Rejection rejection = RecordCodec.decode(present(value), Rejection.class);
        String id = rejection.getModelId();
        if (id != null && !shown(id)) {
            return;
        }
        Optional<ModelState> model = id == null ? Optional.empty() : models.find(Texts.id(id));
        model.ifPresentOrElse(
                known -> known.add(rejection, timestamp),
                () -> otherRefusals.add(rejection, timestamp));
    }

    private static byte[] present(byte[] value) throws WireException {
        if (value == null) {
            throw new WireException("a record without a value");
        }
        return value;
    }

    /** The model in this generation, which takes the place of an older one; empty for an older. */
    private Optional<ModelState> of(String modelId, int generation) {
        if (!shown(modelId)) {
            return Optional.empty();
        }
        String id = Texts.id(modelId);
        ModelState known = models.get(id, () -> model(generation, Optional.empty()));
        if (known.generation() < generation) {
            known = model(generation, known.registration());
            models.put(id, known);
        }
        return known.generation() == generation ? Optional.of(known) : Optional.empty();
    }

    private ModelState model(int generation, Optional<Registration> registration) {
        return new ModelState(generation, registration, settings.setup());
    }

    private boolean shown(String modelId) {
        return settings.modelId().map(modelId::equals).orElse(true);
    }

    /**
     * Takes what somebody measured of a version; nothing on the topics says it.
     *
     * @param goal the accuracy that is aimed at; 0 for none
     */
    public synchronized void measured(
            String modelId,
            long version,
            double accuracy,
            OptionalDouble tenthPercentile,
            double goal) {
        models.find(Texts.id(modelId))
                .ifPresent(model -> model.measured(version, accuracy, tenthPercentile, goal));
        revision++;
    }

    /** Grows with whatever changes what {@link #json} says, but for the clock. */
    public synchronized long revision() {
        return revision;
    }

    /** Everything, as {@code /state.json} gives it; times are ms since the epoch. */
    public synchronized ObjectNode json() {
        long now = settings.clock().getAsLong();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("now", now);
        out.put("revision", revision);
        out.put("phase", phase.name());
        out.put("problem", problem);
        out.put("brokers", settings.brokers());
        settings.modelId().ifPresent(id -> out.put("modelId", Texts.id(id)));
        out.put("lastTick", lastTick);
        TrainingSetup setup = settings.setup();
        out.put(
                "setup",
                "batch %d, micro-batch %d, %s, %s"
                        .formatted(
                                setup.batch(),
                                setup.microBatch(),
                                word(setup.convolution()),
                                word(setup.optimizer())));
        out.put("updatesOfOtherModels", updatesOfOtherModels);
        out.put("updatesAheadOfTheClock", updatesAheadOfTheClock);
        out.put("modelsLetGo", models.dropped());
        out.put("profilesLetGo", profiles.letGo());
        otherRefusals.write(out.putArray("otherRefusals"));
        topics.write(out.putArray("topics"), settings.topics());
        ArrayNode all = out.putArray("models");
        models.entries()
                .forEach(
                        (id, model) -> model.write(all.addObject(), id, profiles.budgets(id), now));
        return out;
    }

    /** As the option takes it. */
    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
