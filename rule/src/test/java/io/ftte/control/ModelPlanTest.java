package io.ftte.control;

import static io.ftte.control.ControlRecords.LENGTH;
import static io.ftte.control.ControlRecords.MODEL;
import static io.ftte.control.ControlRecords.PARAMETERS;
import static io.ftte.control.ControlRecords.plan;
import static io.ftte.control.ControlRecords.republish;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that come and go, and requests to republish. */
class ModelPlanTest {
    /** Trains the third shard, too. */
    private static final int[] RANGES = {1_000, PARAMETERS};

    private static final int NEW_LENGTH = PARAMETERS - 1_000;

    private final ModelFixture fixture = ModelFixture.registered(2);

    private static TestUpdate ofNewPlan(long sequence) {
        return TestUpdate.of("n", sequence).plan(2, NEW_LENGTH);
    }

    @Test
    void accept_planInMidBuffer_isInForceAtOnceAndBothCount() {
        fixture.admit(0, 1).accept(plan(MODEL, 2, 0, RANGES)).decide(ofNewPlan(1));

        assertThat(fixture.take())
                .containsExactly(
                        "admit d 0 as 1",
                        "revise 1 at 0 to plans [1, 2]",
                        "admit n 1 as 2",
                        "close 1 of 2");
        assertThat(fixture.log.lastClose().planIds()).containsExactly(1, 2);
        Revision revision = fixture.log.lastRevision();
        assertThat(revision.notices())
                .singleElement()
                .satisfies(
                        notice -> {
                            assertThat(notice.planId()).isEqualTo(2);
                            assertThat(notice.sinceVersion()).isZero();
                            assertThat(notice.ranges().length()).isEqualTo(NEW_LENGTH);
                        });
        assertThat(revision.of(2).from())
                .as("what the third shard publishes")
                .containsExactly(2048);
        assertThat(revision.of(2).publishingShards()).isEqualTo(3);
    }

    @Test
    void accept_planAfterVersions_saysWhichVersionEachShardHas() {
        fixture.admit(0, 4).accept(plan(MODEL, 2, 0, RANGES));
        assertThat(fixture.log.lastRevision().lastVersions()).containsExactly(2, 2, 0);
        assertThat(fixture.log.lastRevision().notices().get(0).sinceVersion()).isEqualTo(2);
    }

    @Test
    void accept_planOfALaterVersion_isUnknownBeforeAndInForceAtIt() {
        fixture.accept(plan(MODEL, 2, 1, RANGES)).decide(ofNewPlan(0));
        assertThat(fixture.take()).containsExactly("drop n 0: UNKNOWN_PLAN");

        fixture.admit(1, 2).decide(ofNewPlan(3));
        assertThat(fixture.take())
                .containsExactly(
                        "admit d 1 as 1",
                        "admit d 2 as 2",
                        "close 1 of 2",
                        "revise 1 at 1 to plans [1, 2]",
                        "admit n 3 as 1");
    }

    @Test
    void accept_planOfAnEarlierVersion_isInForceFromNowOn() {
        fixture.admit(0, 4).accept(plan(MODEL, 2, 1, RANGES));
        assertThat(fixture.take()).endsWith("revise 1 at 2 to plans [1, 2]");
    }

    @Test
    void decide_planBeforeTheLast_countsForItsGraceAndRetiresWhenABufferOpens() {
        fixture.accept(plan(MODEL, 2, 0, RANGES)).take();
        for (int version = 1; version <= ModelFixture.GRACE; version++) {
            fixture.admit(version, 1).decide(ofNewPlan(version));
        }
        assertThat(fixture.take()).endsWith("close 2 of 2", "revise 2 at 2 to plans [2]");
        assertThat(fixture.log.lastRevision().notices()).as("nobody is new").isEmpty();
        assertThat(fixture.log.lastRevision().retired()).containsExactly(1);
        assertThat(fixture.admit(9, 1).take()).containsExactly("drop d 9: UNKNOWN_PLAN");
    }

    @Test
    void accept_planAgainOrWithTouchingRanges_isIgnored() {
        fixture.accept(plan(MODEL, 2, 0, RANGES)).take();
        fixture.accept(plan(MODEL, 2, 0, 1_000, 1_500, 1_500, PARAMETERS));
        fixture.accept(plan(MODEL, 1, 0, 0, LENGTH));
        assertThat(fixture.take()).isEmpty();
    }

    @Test
    void accept_planUnderATakenId_isRefused() {
        fixture.accept(plan(MODEL, 1, 0, RANGES));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail())
                .isEqualTo("plan id 1 is taken: give the plan an id above 1");
    }

    @Test
    void accept_planBeforeVersionZero_isRefused() {
        fixture.accept(plan(MODEL, 2, -1, RANGES));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, PARAMETERS + 1})
    void accept_planThatDoesNotFit_isRefusedAndItsIdIsFree(int to) {
        fixture.accept(to == 0 ? plan(MODEL, 2, 0) : plan(MODEL, 2, 0, 5, to));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.accept(plan(MODEL, 2, 0, RANGES)).take()).hasSize(1);
    }

    @Test
    void accept_planWithoutAModelOrUnderAnothersKey_isRefused() {
        fixture.accept(plan("other", 2, 0, RANGES));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");

        ModelFixture none = new ModelFixture().accept(plan(MODEL, 2, 0, RANGES));
        assertThat(none.take()).containsExactly("refuse: UNKNOWN_MODEL");
        assertThat(none.log.lastDetail()).isEqualTo("no model m is registered for plan 2");
    }

    @Test
    void accept_republishInMidBuffer_revisesToTheSamePlansAndNothingElse() {
        fixture.admit(0, 3).take();
        fixture.accept(republish(MODEL)).accept(republish(MODEL)).admit(3, 1);

        assertThat(fixture.take())
                .containsExactly(
                        "revise 1 at 1 to plans [1]",
                        "revise 2 at 1 to plans [1]",
                        "admit d 3 as 2",
                        "close 2 of 2");
        assertThat(fixture.log.lastRevision().notices())
                .extracting(PlanNotice::planId)
                .containsExactly(1);
        assertThat(fixture.log.lastRevision().lastVersions())
                .as("the first brought all shards to version 1")
                .containsExactly(1, 1, 1);
    }

    @Test
    void accept_republishWithoutAModel_isRefused() {
        ModelFixture none = new ModelFixture().accept(republish(MODEL));
        assertThat(none.take()).containsExactly("refuse: UNKNOWN_MODEL");
        assertThat(none.log.lastDetail()).isEqualTo("no model m is registered to be republished");
    }
}
