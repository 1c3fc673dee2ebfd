package io.ftte.control;

import io.ftte.aggregation.PlanBuffer;
import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.aggregation.Weight;
import io.ftte.control.sets.PlanRotation;
import io.ftte.control.sets.PlanSeat;
import io.ftte.schemas.RejectionReason;
import java.util.Optional;

/** Asks the rule in force about an update, and counts into the buffer what it admits. */
final class Admission {
    private final BlueprintCache blueprints;
    private final Weight weight = new Weight();

    Admission(BlueprintCache blueprints) {
        this.blueprints = blueprints;
    }

    /**
     * Admits or drops an update of a registered model.
     *
     * @return whether the buffer is full now
     */
    <U extends Update> boolean decide(U update, ModelState state, Decisions<? super U> decisions) {
        Optional<PlanBuffer> plan = state.buffer.plan(update.planId());
        boolean full = false;
        if (plan.isPresent()) {
            PlanState inForce = state.plans.inForce(update.planId()).orElseThrow();
            if (inForce.isTurnOf(update.deviceId(), update.baseVersion())) {
                full = judge(update, state, plan.get(), decisions);
            } else {
                decisions.drop(update, outOfTurn(update, inForce.seat()));
            }
        } else {
            String detail = "the model has no plan " + update.planId();
            decisions.drop(update, new Refusal(RejectionReason.UNKNOWN_PLAN, detail));
        }
        return full;
    }

    private static Refusal outOfTurn(Update update, PlanSeat seat) {
        int turn = PlanRotation.place(update.deviceId(), update.baseVersion(), seat.places());
        return new Refusal(
                RejectionReason.WRONG_PLAN,
                ("from base version %d the device trains place %d of the %d plans of tier %d; plan"
                                + " %d has place %d")
                        .formatted(
                                update.baseVersion(),
                                turn,
                                seat.places(),
                                seat.tier(),
                                update.planId(),
                                seat.place()));
    }

    private <U extends Update> boolean judge(
            U update, ModelState state, PlanBuffer plan, Decisions<? super U> decisions) {
        state.judged = true;
        Optional<RejectionReason> reason =
                blueprints
                        .of(state)
                        .rule()
                        .refusal(
                                state.buffer,
                                plan,
                                update.totalLength(),
                                update.baseVersion(),
                                update.late());
        boolean full = false;
        if (reason.isPresent()) {
            decisions.drop(update, new Refusal(reason.get(), explain(update, state, plan)));
        } else {
            full = admit(update, state, plan);
            decisions.admit(update, weight, state.buffer.fill);
        }
        return full;
    }

    private boolean admit(Update update, ModelState state, PlanBuffer plan) {
        UpdateStatistics statistics = update.statistics();
        boolean full =
                blueprints
                        .of(state)
                        .rule()
                        .admit(
                                state.buffer,
                                plan,
                                Math.max(update.orderTime(), state.buffer.lastOrderTime),
                                update.baseVersion(),
                                update.examples(),
                                statistics.variance(),
                                statistics.norm(),
                                weight);
        state.remember(AdmittedUpdate.of(update, weight));
        return full;
    }

    private static String explain(Update update, ModelState state, PlanBuffer plan) {
        return "base version "
                + update.baseVersion()
                + ", current version "
                + state.buffer.version
                + ", length "
                + update.totalLength()
                + ", plan "
                + plan.planId
                + " has "
                + plan.length
                + (update.late() ? ", late" : "");
    }
}
