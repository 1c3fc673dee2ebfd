package io.ftte.cli.status;

import io.ftte.cli.model.ShardsSeen;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TrainablePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/** What the model topic says of one model: of its last generation, without parameters. */
final class PublishedState {
    private static final Comparator<TrainablePlan> BY_AGE =
            Comparator.comparing(TrainablePlan::getSinceVersion).thenComparing(PublishedState::set);

    private final Map<Integer, TrainablePlan> plans = new TreeMap<>();
    private final Map<Long, ModelStatus.Version> times = new HashMap<>();
    private int generation = -1;
    private ShardsSeen shards = new ShardsSeen(ShardKind.MODEL);

    /**
     * @param writtenMs the record's time
     */
    void add(ModelShard shard, long writtenMs) {
        if (!isOfNewest(shard.getGeneration()) || shard.getKind() == ShardKind.AVERAGE) {
            return;
        }
        shards.add(shard);
        times.merge(
                shard.getVersion(),
                new ModelStatus.Version(
                        generation, shard.getVersion(), shard.getEventTime(), writtenMs),
                (one, other) -> one.publishedMs() > other.publishedMs() ? one : other);
    }

    void add(TrainablePlan plan) {
        if (isOfNewest(plan.getGeneration())) {
            plans.put(plan.getPlanId(), plan);
        }
    }

    private boolean isOfNewest(int seen) {
        if (seen > generation) {
            generation = seen;
            shards = new ShardsSeen(ShardKind.MODEL);
            plans.clear();
            times.clear();
        }
        return seen == generation;
    }

    /** -1 before the first record. */
    int generation() {
        return generation;
    }

    Optional<ModelStatus.Version> newest() {
        NavigableSet<Long> complete = shards.complete();
        return complete.isEmpty() ? Optional.empty() : Optional.of(times.get(complete.last()));
    }

    /** Those that devices train from now on, ascending by id. */
    List<ModelStatus.Plan> newestPlans() {
        Optional<TrainablePlan> last = plans.values().stream().max(BY_AGE);
        List<ModelStatus.Plan> newest = new ArrayList<>();
        for (TrainablePlan plan : plans.values()) {
            if (set(plan) == set(last.orElseThrow())) {
                newest.add(
                        new ModelStatus.Plan(
                                plan.getPlanId(), plan.getTier(), plan.getSinceVersion()));
            }
        }
        return newest;
    }

    private static int set(TrainablePlan plan) {
        return plan.getSet() == null ? plan.getPlanId() : plan.getSet();
    }
}
