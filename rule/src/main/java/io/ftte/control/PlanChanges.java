package io.ftte.control;

import io.ftte.aggregation.AggregationRule;
import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.ModelLayout;
import io.ftte.control.sets.PlanLimits;
import io.ftte.control.sets.PlanSeat;
import io.ftte.control.sets.PlanTiers;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.text.ModelDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The plans of a model and how they follow one another. A plan takes effect as soon as the model
 * has its {@code sinceVersion} – 0: at once – even while a buffer is half full: no device may be
 * able to train the plan before it, and then that buffer would never fill. The plans before it
 * count for {@code grace} more versions and retire when a buffer opens, so that no sum is cut
 * short. Mutable Flink POJO.
 */
public final class PlanChanges {
    /** Ascending by id, which is the order in which they came. */
    public PlanState[] inForce = {};

    /** Accepted, but not in force yet; in the order in which they came. */
    public PlanState[] coming = {};

    /** Counts the changes of {@link #inForce}; layout and segments are derived anew at each. */
    public int revision;

    /** The version at which the plans changed last; its snapshot is complete. */
    public long revisedAt;

    /** The highest plan id ever: a new plan's is above it, so that no id means two plans. */
    public int lastPlanId = Integer.MIN_VALUE;

    /** Union of the plans that have retired; kept only where the model is averaged. */
    public int[] retiredFrom = {};

    public int[] retiredTo = {};

    /**
     * What {@link #applyDue} changed.
     *
     * @param begun plans that came into force
     * @param retired ids of those that went
     */
    record Applied(List<PlanNotice> begun, int[] retired) {}

    public PlanChanges() {}

    /**
     * The plans that a model is registered with.
     *
     * @throws IllegalArgumentException as {@link PlanTiers#seats(ModelRegistration, ModelLayout)}
     *     and {@link PlanLimits}
     */
    PlanChanges(ModelRegistration head, ModelLayout layout) {
        IndexRanges personal = IndexRanges.of(ModelDefinition.personal(head));
        List<PlanSeat> seats = PlanTiers.seats(head, layout);
        int[] planIds = layout.planIds();
        PlanLimits.requireCount(planIds.length);
        inForce = new PlanState[planIds.length];
        for (int i = 0; i < planIds.length; i++) {
            inForce[i] = new PlanState(planIds[i], layout.plan(i), 0, seats.get(i));
            PlanLimits.requireRecord(head, personal, planIds[i], layout.plan(i));
            lastPlanId = planIds[i];
        }
    }

    /** How the plans in force, and what is published although retired, divide a model. */
    ModelLayout layout(int parameterCount, LayoutSizes sizes) {
        return new ModelLayout(
                parameterCount,
                sizes.sliceSize(),
                sizes.shardSize(),
                Arrays.stream(inForce).mapToInt(plan -> plan.planId).toArray(),
                Arrays.stream(inForce).map(PlanState::ranges).toList(),
                new IndexRanges(retiredFrom, retiredTo));
    }

    /** What devices hear of the plans in force. */
    List<PlanNotice> notices() {
        return Arrays.stream(inForce).map(PlanState::notice).toList();
    }

    /**
     * Accepts plans that begin together; they take effect with {@link #applyDue}. Plans that are
     * known already change nothing.
     *
     * @param model as it is until now
     * @throws IllegalArgumentException one line, where one does not fit the model
     */
    void accept(List<PlanState> set, ModelBlueprint model) {
        if (!set.stream().allMatch(this::isKnown)) {
            PlanLimits.requireCount(inForce.length + coming.length + set.size());
            set.forEach(plan -> check(plan, model));
            lastPlanId = set.get(set.size() - 1).planId;
            coming = Stream.concat(Arrays.stream(coming), set.stream()).toArray(PlanState[]::new);
        }
    }

    private boolean isKnown(PlanState plan) {
        return Stream.of(inForce, coming).flatMap(Arrays::stream).anyMatch(plan::isSame);
    }

    private void check(PlanState plan, ModelBlueprint model) {
        IndexRanges personal = model.personal();
        PlanLimits.requireRecord(model.head(), personal, plan.planId, plan.ranges());
        if (plan.planId <= lastPlanId) {
            throw new IllegalArgumentException(
                    "plan id "
                            + plan.planId
                            + " is taken: give the plan an id above "
                            + lastPlanId);
        }
        if (plan.sinceVersion < 0) {
            throw new IllegalArgumentException(
                    "plan " + plan.planId + " cannot begin before version 0");
        }
        for (int i = 0; i < personal.from().length; i++) {
            if (plan.ranges().within(personal.from()[i], personal.to()[i]).length() > 0) {
                throw new IllegalArgumentException(
                        ("plan %d trains some of the parameters %d to %d, which are personal: leave"
                                        + " them out")
                                .formatted(plan.planId, personal.from()[i], personal.to()[i]));
            }
        }
    }

    /** The plan of this id, where it is in force. */
    Optional<PlanState> inForce(int planId) {
        for (PlanState plan : inForce) {
            if (plan.planId == planId) {
                return Optional.of(plan);
            }
        }
        return Optional.empty();
    }

    /**
     * Retires plans whose time has come, if a buffer has just opened, and puts those into force
     * that wait for the model's version.
     *
     * @param model as it is until now
     * @param grace versions for which a plan goes on after its successor, at least 1
     * @param opening whether the buffer has just opened
     */
    Applied applyDue(ModelBuffer buffer, ModelBlueprint model, int grace, boolean opening) {
        List<PlanState> due =
                Arrays.stream(coming).filter(plan -> plan.sinceVersion <= buffer.version).toList();
        List<PlanState> retired =
                Arrays.stream(inForce)
                        .filter(plan -> opening && plan.retiredAt <= buffer.version)
                        .toList();
        retired.forEach(plan -> retire(plan, buffer, model.keepsAverage()));
        due.forEach(plan -> begin(plan, buffer, model.rule(), grace));
        coming = Arrays.stream(coming).filter(p -> !due.contains(p)).toArray(PlanState[]::new);
        if (!due.isEmpty() || !retired.isEmpty()) {
            revise(buffer.version);
        }
        return new Applied(
                due.stream().map(PlanState::notice).toList(),
                retired.stream().mapToInt(PlanState::id).toArray());
    }

    /**
     * From here on shards publish what the plans as they are now leave to train, and a snapshot.
     */
    void revise(long version) {
        revision++;
        revisedAt = version;
    }

    private void begin(PlanState plan, ModelBuffer buffer, AggregationRule rule, int grace) {
        // Those of its own set that have just begun stay.
        for (PlanState older : inForce) {
            if (older.seat().set() == plan.seat().set()) {
                continue;
            }
            older.retiredAt = Math.min(older.retiredAt, buffer.version + grace);
        }
        plan.sinceVersion = buffer.version;
        inForce = with(inForce, plan);
        rule.add(buffer, plan.planId, plan.ranges().length());
    }

    private void retire(PlanState plan, ModelBuffer buffer, boolean keepsAverage) {
        inForce = Arrays.stream(inForce).filter(p -> p != plan).toArray(PlanState[]::new);
        buffer.remove(plan.planId);
        if (keepsAverage) {
            // The average of what it trained goes on moving and is in no snapshot.
            IndexRanges all =
                    IndexRanges.union(
                            List.of(new IndexRanges(retiredFrom, retiredTo), plan.ranges()));
            retiredFrom = all.from();
            retiredTo = all.to();
        }
    }

    private static PlanState[] with(PlanState[] plans, PlanState next) {
        PlanState[] longer = Arrays.copyOf(plans, plans.length + 1);
        longer[plans.length] = next;
        return longer;
    }
}
