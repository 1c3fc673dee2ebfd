package io.ftte.operators;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.ModelLayout;
import io.ftte.operators.stream.PlanRevision;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TrainablePlan;
import java.util.Arrays;
import java.util.List;

/**
 * How the plans of a model follow one another. A plan takes effect as soon as the model has its
 * {@code sinceVersion} – 0: at once – even while a buffer is half full: no device may be able to
 * train the plan before it, and then that buffer would never fill. The plans before it count for
 * {@code grace} more versions and retire when a buffer opens, so that no sum is cut short.
 */
final class PlanChanges {
    private PlanChanges() {}

    /**
     * Accepts a plan; it takes effect with {@link #applyDue}.
     *
     * @return false where the plan is known already
     * @throws IllegalArgumentException one line, where it does not fit the model
     */
    static boolean accept(ModelState model, int parameterCount, TrainablePlan plan) {
        IndexRanges ranges = ranges(plan, parameterCount);
        for (PlanState[] plans : List.of(model.plans, model.comingPlans)) {
            for (PlanState known : plans) {
                if (known.planId == plan.getPlanId()
                        && Arrays.equals(known.from, ranges.from())
                        && Arrays.equals(known.to, ranges.to())) {
                    return false;
                }
            }
        }
        if (plan.getPlanId() <= model.lastPlanId) {
            throw new IllegalArgumentException(
                    "plan id "
                            + plan.getPlanId()
                            + " is taken: give the plan an id above "
                            + model.lastPlanId);
        }
        if (plan.getSinceVersion() < 0) {
            throw new IllegalArgumentException(
                    "plan " + plan.getPlanId() + " cannot begin before version 0");
        }
        model.lastPlanId = plan.getPlanId();
        PlanState[] coming = Arrays.copyOf(model.comingPlans, model.comingPlans.length + 1);
        coming[coming.length - 1] = new PlanState(plan.getPlanId(), ranges, plan.getSinceVersion());
        model.comingPlans = coming;
        return true;
    }

    /** Its indices, checked against the model's. */
    static IndexRanges ranges(TrainablePlan plan, int parameterCount) {
        int end = 0;
        for (IndexRange range : plan.getRanges()) {
            if (range.getFrom() < end
                    || range.getFrom() >= range.getTo()
                    || range.getTo() > parameterCount) {
                throw new IllegalArgumentException(
                        "plan "
                                + plan.getPlanId()
                                + ": range "
                                + range.getFrom()
                                + " to "
                                + range.getTo()
                                + " does not follow the one before it within the model's "
                                + parameterCount
                                + " parameters");
            }
            end = range.getTo();
        }
        if (plan.getRanges().isEmpty()) {
            throw new IllegalArgumentException("plan " + plan.getPlanId() + " trains nothing");
        }
        IndexRanges ranges =
                new IndexRanges(
                        plan.getRanges().stream().mapToInt(IndexRange::getFrom).toArray(),
                        plan.getRanges().stream().mapToInt(IndexRange::getTo).toArray());
        // Ranges that touch become one, so that equal plans look equal.
        return IndexRanges.union(List.of(ranges));
    }

    /**
     * Retires plans whose time has come, if a buffer has just opened, and puts those into force
     * that wait for the model's version.
     *
     * @param grace versions for which a plan goes on after its successor, at least 1
     * @return the plans that came into force
     */
    static List<PlanState> applyDue(
            ModelState model, ModelBlueprint blueprint, int grace, boolean opening) {
        ModelBuffer buffer = model.buffer;
        List<PlanState> due =
                Arrays.stream(model.comingPlans)
                        .filter(plan -> plan.sinceVersion <= buffer.version)
                        .toList();
        List<PlanState> retired =
                Arrays.stream(model.plans)
                        .filter(plan -> opening && plan.retiredAt <= buffer.version)
                        .toList();
        if (due.isEmpty() && retired.isEmpty()) {
            return due;
        }
        for (PlanState plan : retired) {
            retire(plan, model, blueprint);
        }
        for (PlanState plan : due) {
            for (PlanState older : model.plans) {
                older.retiredAt = Math.min(older.retiredAt, buffer.version + grace);
            }
            plan.sinceVersion = buffer.version;
            model.plans = Arrays.copyOf(model.plans, model.plans.length + 1);
            model.plans[model.plans.length - 1] = plan;
            blueprint.rule().add(buffer, plan.planId, plan.ranges().length());
        }
        model.comingPlans =
                Arrays.stream(model.comingPlans)
                        .filter(plan -> !due.contains(plan))
                        .toArray(PlanState[]::new);
        revise(model);
        return due;
    }

    /**
     * From here on shards publish what the plans as they are now leave to train, and a snapshot.
     */
    static void revise(ModelState model) {
        model.planRevision++;
        model.revisedAt = model.buffer.version;
    }

    private static void retire(PlanState plan, ModelState model, ModelBlueprint blueprint) {
        model.plans = Arrays.stream(model.plans).filter(p -> p != plan).toArray(PlanState[]::new);
        model.buffer.remove(plan.planId);
        if (blueprint.head().getAggregation().getAveragingDecay() != null) {
            // The average of what it trained goes on moving and is in no snapshot.
            IndexRanges all =
                    IndexRanges.union(
                            List.of(
                                    new IndexRanges(model.retiredFrom, model.retiredTo),
                                    plan.ranges()));
            model.retiredFrom = all.from();
            model.retiredTo = all.to();
        }
    }

    /** What a shard needs to know of a layout's plans. */
    static PlanRevision revision(ModelLayout layout, int shard, int number, long lastVersion) {
        IndexRanges published =
                layout.trainable().within(layout.shardFrom(shard), layout.shardTo(shard));
        return new PlanRevision(
                number,
                lastVersion,
                layout.publishingShards(),
                layout.planIds(),
                published.from(),
                published.to());
    }
}
