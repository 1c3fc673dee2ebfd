package io.ftte.control;

import static io.ftte.control.ControlRecords.LENGTH;
import static io.ftte.control.ControlRecords.MODEL;
import static io.ftte.control.ControlRecords.PARAMETERS;
import static io.ftte.control.ControlRecords.START;
import static io.ftte.control.ControlRecords.plan;
import static io.ftte.control.ControlRecords.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.sets.PlanRotation;
import io.ftte.control.sets.PlanSeat;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.Plan;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.TierPlan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Plans that are in force together. */
class ModelPlanSetTest {
    private final ModelFixture fixture = ModelFixture.registered(2);

    private static TierPlan tier(int id, int tier, int from, int to) {
        return new TierPlan(id, tier, List.of(new IndexRange(from, to)));
    }

    private static byte[] set(TierPlan... plans) {
        return RecordCodec.encode(new PlanSet(MODEL, 0L, Arrays.asList(plans)));
    }

    /** Of the device's turn from version 0, or not. */
    private static TestUpdate update(int firstId, boolean turn) {
        int place = PlanRotation.place("d", 0, 2);
        return TestUpdate.of("d", 7).plan(firstId + (turn ? place : 1 - place), 100);
    }

    @Test
    void accept_set_isInForceAtOnceAsAWhole() {
        fixture.accept(set(tier(2, 0, 0, 100), tier(3, 0, 100, 200), tier(4, 1, 0, PARAMETERS)));

        assertThat(fixture.take()).containsExactly("revise 1 at 0 to plans [1, 2, 3, 4]");
        assertThat(fixture.log.lastRevision().notices())
                .extracting(PlanNotice::seat)
                .containsExactly(
                        new PlanSeat(2, 0, 0, 2),
                        new PlanSeat(2, 0, 1, 2),
                        new PlanSeat(2, 1, 0, 1));
    }

    @Test
    void decide_planThatIsNotOfItsTurn_isRefused() {
        fixture.accept(set(tier(2, 0, 0, 100), tier(3, 0, 100, 200))).take();

        fixture.decide(update(2, false), update(2, true));

        assertThat(fixture.take()).containsExactly("drop d 7: WRONG_PLAN", "admit d 7 as 1");
        int place = PlanRotation.place("d", 0, 2);
        assertThat(fixture.log.lastDetail())
                .isEqualTo(
                        "from base version 0 the device trains place %d of the 2 plans of tier 0;"
                                        .formatted(place)
                                + " plan %d has place %d".formatted(3 - place, 1 - place));
    }

    @Test
    void decide_successor_retiresTheWholeSetAfterItsGrace() {
        fixture.accept(set(tier(2, 0, 0, 100), tier(3, 0, 100, 200))).take();
        fixture.accept(plan(MODEL, 4, 0, 0, LENGTH)).take();
        for (int version = 0; version < ModelFixture.GRACE; version++) {
            fixture.decide(
                    TestUpdate.of("n", 2 * version).plan(4, LENGTH).base(version),
                    TestUpdate.of("n", 2 * version + 1).plan(4, LENGTH).base(version));
        }
        assertThat(fixture.take()).endsWith("close 2 of 2", "revise 3 at 2 to plans [4]");
    }

    @Test
    void accept_setAgain_isIgnored() {
        byte[] set = set(tier(2, 0, 0, 100), tier(3, 0, 100, 200));
        fixture.accept(set).take();
        assertThat(fixture.accept(set).take()).isEmpty();
    }

    @Test
    void accept_setThatMakesNoSense_isRefusedInOneLineAndItsIdsAreFree() {
        refused(set(), "a set has no plan");
        refused(
                set(tier(3, 0, 0, 100), tier(2, 0, 100, 200)),
                "plan 2 comes after plan 3: give the plans of a set ascending ids");
        refused(
                set(tier(2, 0, 0, 100), tier(3, 1, 50, 200)),
                "tier 1 leaves out some of the parameters 0 to 100, which tier 0 trains: add them"
                        + " to it");
        refused(
                set(tier(1, 0, 0, 100), tier(3, 0, 100, 200)),
                "plan id 1 is taken: give the plan an id above 1");
        refused(
                set(tier(2, 0, 0, 100), tier(3, 0, 100, PARAMETERS + 1)),
                "plan 3: range 100 to %d does not follow the one before it within the model's %d"
                                .formatted(PARAMETERS + 1, PARAMETERS)
                        + " parameters");
        assertThat(fixture.accept(set(tier(2, 0, 0, 100), tier(3, 0, 100, 200))).take()).hasSize(1);
    }

    private void refused(byte[] set, String why) {
        assertThat(fixture.accept(set).take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).isEqualTo(why);
    }

    @Test
    void accept_registrationWithTiers_isASet() {
        ModelFixture registered = new ModelFixture().register(model(0, 1, List.of()));
        assertThat(registered.take()).containsExactly("begin generation 0");
        assertThat(registered.log.lastBegun().plans())
                .extracting(PlanNotice::seat)
                .containsExactly(new PlanSeat(1, 0, 0, 1), new PlanSeat(1, 1, 0, 1));
    }

    @Test
    void accept_registrationWithTiersOfSomePlans_isRefused() {
        ModelFixture registered = new ModelFixture().register(model(0, null, List.of()));
        assertThat(registered.take()).containsExactly("refuse: MALFORMED");
        assertThat(registered.log.lastDetail())
                .isEqualTo(
                        "only some of the plans have a tier; give one to all of them, or to none");
    }

    @Test
    void accept_planWithPersonalParameters_isRefused() {
        ModelFixture registered = new ModelFixture().register(model(0, 1, List.of("head")));
        assertThat(registered.take()).containsExactly("begin generation 0");

        registered.accept(plan(MODEL, 5, 0, 50, 210));

        assertThat(registered.take()).containsExactly("refuse: MALFORMED");
        assertThat(registered.log.lastDetail())
                .isEqualTo(
                        "plan 5 trains some of the parameters 200 to 220, which are personal: leave"
                                + " them out");
    }

    private static ModelDefinition model(Integer first, Integer second, List<String> personal) {
        return ModelDefinition.of(
                MODEL,
                START,
                List.of(new Tensor("w", List.of(200)), new Tensor("head", List.of(20))),
                List.of(
                        new Plan(1, List.of(new TensorRange("w", 0, 100)), first),
                        new Plan(2, List.of(new TensorRange("w", 0, 200)), second)),
                personal,
                rule(2).build(),
                new float[220],
                Optional.empty());
    }
}
