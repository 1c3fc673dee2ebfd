package io.ftte.control;

import io.ftte.control.sets.PlanTiers;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.TrainablePlan;
import java.util.List;

/** What plans, settings and requests to republish do to a registered model. */
final class ModelChanges {
    private final BlueprintCache blueprints;
    private final int planGrace;

    /**
     * @param planGrace versions for which updates of a plan count after its successor
     */
    ModelChanges(BlueprintCache blueprints, int planGrace) {
        this.blueprints = blueprints;
        this.planGrace = planGrace;
    }

    /** {@code IllegalArgumentException}, one line, where the plan does not fit the model. */
    void plan(TrainablePlan plan, ModelState state, Decisions<?> decisions) {
        int parameters = blueprints.of(state).head().getParameterCount();
        begin(List.of(PlanState.of(plan, parameters)), state, decisions);
    }

    /** {@code IllegalArgumentException}, one line, where a plan does not fit the model. */
    void plans(PlanSet set, ModelState state, Decisions<?> decisions) {
        ModelRegistration head = blueprints.of(state).head();
        List<PlanState> plans = PlanState.of(set, head.getParameterCount());
        PlanTiers.requireTrainable(
                head,
                plans.stream().map(PlanState::id).toList(),
                plans.stream().map(PlanState::ranges).toList());
        begin(plans, state, decisions);
    }

    private void begin(List<PlanState> set, ModelState state, Decisions<?> decisions) {
        if (blueprints.of(state).sharing().isPresent()) {
            throw new IllegalArgumentException(
                    "plans cannot change while two parties aggregate the model: a plan's part of a"
                            + " buffer would be of few devices");
        }
        state.plans.accept(set, blueprints.of(state));
        applyDuePlans(state, false, decisions);
    }

    /**
     * {@code IllegalArgumentException}, one line, where the settings do not fit the model.
     *
     * @param record the same, encoded
     */
    void settings(ModelSettings settings, byte[] record, ModelState state) {
        state.settings.accept(blueprints.of(state).head().getAggregation(), settings, record);
        applyDueSettings(state);
    }

    /** A revision that changes no plan: shards publish all that they hold, devices hear of all. */
    void republish(ModelState state, Decisions<?> decisions) {
        long[] lastVersions = lastVersions(state);
        state.plans.revise(state.buffer.version);
        decisions.revise(revision(state, state.plans.notices(), new int[0], lastVersions));
    }

    /** What waited for the buffer that has just opened comes into force, and plans retire. */
    void open(ModelState state, Decisions<?> decisions) {
        state.judged = false;
        applyDueSettings(state);
        applyDuePlans(state, true, decisions);
    }

    /** By shard the last version that it made. */
    long[] lastVersions(ModelState state) {
        return blueprints.of(state).lastVersions(state.buffer.version, state.plans.revisedAt);
    }

    /** Only where nothing in the open buffer was judged by the settings before. */
    private void applyDueSettings(ModelState state) {
        if (!state.judged && state.settings.applyDue(state.buffer.version)) {
            blueprints.of(state).rule().takeOver(state.buffer);
        }
    }

    private void applyDuePlans(ModelState state, boolean opening, Decisions<?> decisions) {
        ModelBlueprint before = blueprints.of(state);
        long revisedAt = state.plans.revisedAt;
        int revision = state.plans.revision;
        PlanChanges.Applied applied =
                state.plans.applyDue(state.buffer, before, planGrace, opening);
        if (state.plans.revision > revision) {
            long[] lastVersions = before.lastVersions(state.buffer.version, revisedAt);
            decisions.revise(revision(state, applied.begun(), applied.retired(), lastVersions));
        }
    }

    private Revision revision(
            ModelState state, List<PlanNotice> notices, int[] retired, long[] lastVersions) {
        return new Revision(
                blueprints.of(state),
                state.plans.revision,
                state.buffer.version,
                state.buffer.lastPublication(),
                notices,
                retired,
                lastVersions);
    }
}
