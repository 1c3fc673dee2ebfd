package io.ftte.control;

import io.ftte.aggregation.AggregationRule;
import io.ftte.aggregation.PlanBuffer;
import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.aggregation.Weight;
import io.ftte.aggregation.privacy.PrivacyRule;
import io.ftte.control.privacy.BufferNonce;
import io.ftte.control.privacy.PrivacyBooks;
import io.ftte.control.sets.PlanRotation;
import io.ftte.control.sets.PlanSeat;
import io.ftte.schemas.RejectionReason;
import java.util.Optional;

/** Asks the rule in force about an update, and counts into the buffer what it admits. */
final class Admission {
    private final BlueprintCache blueprints;
    private final PrivacyBooks books;
    private final Weight weight = new Weight();

    Admission(BlueprintCache blueprints, PrivacyBooks books) {
        this.blueprints = blueprints;
        this.books = books;
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
        AggregationRule rule = blueprints.of(state).rule();
        Optional<RejectionReason> reason =
                rule.refusal(
                        state.buffer,
                        plan,
                        update.totalLength(),
                        update.baseVersion(),
                        update.late());
        Optional<Refusal> refusal =
                reason.isPresent()
                        ? Optional.of(new Refusal(reason.get(), explain(update, state, plan)))
                        : refusal(update, state, rule);
        boolean full = false;
        if (refusal.isPresent()) {
            decisions.drop(update, refusal.get());
        } else {
            full = admit(update, state, plan);
            decisions.admit(update, weight, state.buffer.fill);
        }
        return full;
    }

    /**
     * Of an update that the rule would admit: a version of a private model has one a device, and so
     * has one of two parties.
     */
    private Optional<Refusal> refusal(Update update, ModelState state, AggregationRule rule) {
        Optional<PrivacyRule> privacy = rule.privacy();
        Optional<Refusal> refusal = Optional.empty();
        if (rule.sharing().isPresent() != (update.seedId() != 0)) {
            String detail =
                    rule.sharing().isPresent()
                            ? "two parties aggregate the model: send shares, which neither can read"
                            : "one party aggregates the model: send the update itself, not shares";
            refusal = Optional.of(new Refusal(RejectionReason.WRONG_SHARING, detail));
        } else if (rule.sharing()
                .map(sharing -> sharing.mostNorm() != update.mostNorm())
                .orElse(false)) {
            String detail =
                    "the device clipped to %d steps, and the model asks for %d: take clipNorm and unit from the plan's record"
                            .formatted(update.mostNorm(), rule.sharing().get().mostNorm());
            refusal = Optional.of(new Refusal(RejectionReason.WRONG_SHARING, detail));
        } else if ((privacy.isPresent() || rule.sharing().isPresent())
                && state.holds(update.deviceId())) {
            String detail =
                    "the device is in the open buffer of version %d: train on that one"
                            .formatted(state.buffer.version + 1);
            refusal = Optional.of(new Refusal(RejectionReason.IN_BUFFER, detail));
        } else if (privacy.isPresent()) {
            refusal = books.refusal(update.deviceId(), privacy.get());
        }
        return refusal;
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
        if (blueprints.of(state).privacy().isPresent()) {
            takesPart(update, state);
        }
        return full;
    }

    private void takesPart(Update update, ModelState state) {
        books.takesPart(update.deviceId());
        ModelBlueprint model = blueprints.of(state);
        byte[] before =
                state.nonce.length > 0
                        ? state.nonce
                        : BufferNonce.of(model.head().getParameterDigest(), model.settingsHash());
        state.nonce =
                BufferNonce.with(
                        before,
                        update.deviceId(),
                        update.sequence(),
                        update.planId(),
                        update.baseVersion(),
                        weight.multiplier(),
                        model.sharing().isPresent()
                                ? BufferNonce.numbers(update.seedId())
                                : BufferNonce.numbers(update.statistics()));
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
