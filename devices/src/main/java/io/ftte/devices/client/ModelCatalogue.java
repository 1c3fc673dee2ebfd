package io.ftte.devices.client;

import io.ftte.control.sets.PlanSeat;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Sharing;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.wire.ModelKey;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the model topic says: the newest complete version of each model, and its plans. One thread
 * feeds it, any number read it.
 */
public final class ModelCatalogue {

    /** The last set in publishing order is the one to train. */
    private static final Comparator<TrainablePlan> BY_AGE =
            Comparator.comparing(TrainablePlan::getSinceVersion).thenComparing(ModelCatalogue::set);

    private static final Comparator<TrainablePlan> HIGHEST_FIRST =
            Comparator.comparing(TrainablePlan::getTier).reversed();

    private final ModelAssembler assembler;
    private final Consumer<ModelVersion> listener;
    private final Map<String, ModelVersion> newest = new ConcurrentHashMap<>();
    private final Map<String, List<TrainablePlan>> plans = new ConcurrentHashMap<>();
    private volatile Optional<Throwable> failure = Optional.empty();

    /**
     * @param assembler decides whether every version is given or only new ones
     * @param listener hears of each version given, in the feeding thread
     */
    public ModelCatalogue(ModelAssembler assembler, Consumer<ModelVersion> listener) {
        this.assembler = assembler;
        this.listener = listener;
    }

    /**
     * Takes in one record of the model topic. Other types than shards and plans are left aside.
     *
     * @throws WireException if the bytes are no record of this project, or a shard contradicts
     *     itself or others of its version
     */
    public void accept(byte[] value) throws WireException {
        SpecificRecord record = RecordCodec.decode(value);
        if (record instanceof ModelShard shard) {
            for (ModelVersion version : versions(shard)) {
                newest.put(version.modelId(), version);
                listener.accept(version);
            }
        } else if (record instanceof TrainablePlan plan) {
            plans.merge(plan.getModelId(), List.of(plan), ModelCatalogue::replaced);
        }
    }

    /**
     * Takes in a tombstone of the model topic. A plan's says that it counts no longer. A shard's
     * says that its model was removed: nothing of the generation is trained any more, whatever
     * other shards say that have not been taken back yet; a later generation is a new model.
     *
     * @param key of the tombstone
     */
    public void remove(ModelKey key) {
        if (key.isPlan()) {
            plans.computeIfPresent(
                    key.modelId(),
                    (id, known) ->
                            known.stream()
                                    .filter(
                                            plan ->
                                                    plan.getPlanId() != key.number()
                                                            || plan.getGeneration()
                                                                    != key.generation())
                                    .toList());
        } else {
            assembler.forget(key.modelId(), key.generation());
            newest.computeIfPresent(
                    key.modelId(),
                    (id, version) -> version.generation() <= key.generation() ? null : version);
        }
    }

    /** How updates of a model are shared, where two parties aggregate it. */
    public Optional<Sharing> sharing(String modelId) {
        return plans.getOrDefault(modelId, List.of()).stream()
                .map(TrainablePlan::getSharing)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private List<ModelVersion> versions(ModelShard shard) throws WireException {
        try {
            return assembler.add(shard);
        } catch (IllegalArgumentException e) {
            throw new WireException(e.getMessage());
        }
    }

    /**
     * The newest complete version of a model; empty before the first.
     *
     * @throws IllegalStateException if whoever feeds the catalogue has failed
     */
    public Optional<ModelVersion> newest(String modelId) {
        failure.ifPresent(
                cause -> {
                    throw new IllegalStateException(
                            "the model topic can no longer be read: " + cause.getMessage(), cause);
                });
        return Optional.ofNullable(newest.get(modelId));
    }

    /**
     * What a device trains that starts from this version: of the newest set that may be trained
     * from it, the plan whose turn it is in the highest tier that fits whole; where none does, in
     * the highest whose plan fits alone. Empty where none does, and while the plan's record has not
     * been read, as topics have no order between keys.
     *
     * @param fits whether the device can train so much
     */
    public Optional<TrainableSubset> trainable(
            ModelVersion base, String deviceId, Predicate<TrainableSubset> fits) {
        List<TrainablePlan> possible =
                plans.getOrDefault(base.modelId(), List.of()).stream()
                        .filter(plan -> plan.getGeneration() == base.generation())
                        .filter(plan -> plan.getSinceVersion() <= base.version())
                        .toList();
        OptionalInt newest =
                possible.stream().max(BY_AGE).stream().mapToInt(ModelCatalogue::set).findFirst();
        List<TrainablePlan> set =
                possible.stream().filter(plan -> set(plan) == newest.orElseThrow()).toList();
        List<TrainablePlan> turns =
                set.stream()
                        .filter(plan -> isTurnOf(deviceId, base, plan))
                        .sorted(HIGHEST_FIRST)
                        .toList();
        return Stream.concat(
                        turns.stream().flatMap(plan -> whole(plan, set)),
                        turns.stream().map(PlanSubset::of))
                .filter(fits)
                .findFirst();
    }

    /**
     * A plan with the others of its tier trained along: what is learned together fits together,
     * better than parts that each learned alone do. Empty where not all records have been read.
     */
    private static Stream<TrainableSubset> whole(TrainablePlan plan, List<TrainablePlan> set) {
        List<TrainablePlan> tier =
                set.stream().filter(other -> other.getTier() == plan.getTier()).toList();
        return tier.size() == plan.getPlaces()
                ? Stream.of(PlanSubset.of(plan, tier))
                : Stream.empty();
    }

    private static int set(TrainablePlan plan) {
        return plan.getSet() == null ? plan.getPlanId() : plan.getSet();
    }

    private static boolean isTurnOf(String deviceId, ModelVersion base, TrainablePlan plan) {
        return new PlanSeat(set(plan), plan.getTier(), plan.getPlace(), plan.getPlaces())
                .isTurnOf(deviceId, base.version());
    }

    /** Makes every later {@link #newest} fail: stale versions must not be trained unnoticed. */
    void fail(Throwable cause) {
        failure = Optional.of(cause);
    }

    private static List<TrainablePlan> replaced(List<TrainablePlan> old, List<TrainablePlan> one) {
        TrainablePlan plan = one.get(0);
        List<TrainablePlan> merged = new ArrayList<>(old);
        merged.removeIf(
                other ->
                        other.getGeneration() < plan.getGeneration()
                                || other.getPlanId() == plan.getPlanId());
        merged.add(plan);
        return List.copyOf(merged);
    }
}
