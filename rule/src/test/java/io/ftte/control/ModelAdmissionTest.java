package io.ftte.control;

import static io.ftte.control.ControlRecords.LENGTH;
import static io.ftte.control.ControlRecords.START;
import static io.ftte.control.ControlRecords.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.settings.LateUpdates;
import io.ftte.schemas.text.Words;
import org.junit.jupiter.api.Test;

/** Which updates count, and what a full buffer is. */
class ModelAdmissionTest {
    @Test
    void decide_bufferFull_closesItOnceWithAllThatWasAdmitted() {
        ModelFixture fixture = ModelFixture.registered(3).admit(1, 4);

        assertThat(fixture.take())
                .containsExactly(
                        "admit d 1 as 1",
                        "admit d 2 as 2",
                        "admit d 3 as 3",
                        "close 1 of 3",
                        "admit d 4 as 1");
        VersionClose close = fixture.log.lastClose();
        assertThat(close.eventTime()).isEqualTo(START + 3);
        assertThat(close.openedAt()).isEqualTo(START);
        assertThat(close.planIds()).containsExactly(1);
        assertThat(close.divisors()).containsExactly(3);
        assertThat(close.contributions())
                .extracting(AdmittedUpdate::sequence)
                .containsExactly(1L, 2L, 3L);
        assertThat(close.model().parts(close.planIds(), 0)).isEqualTo(1);
        assertThat(close.model().parts(close.planIds(), 2)).as("the frozen shard").isZero();
    }

    @Test
    void decide_orderTimeBelowTheLastAdmission_countsAtThatOne() {
        ModelFixture fixture = ModelFixture.registered(2);
        fixture.decide(TestUpdate.of("a", 0).at(START + 9), TestUpdate.of("b", 0).at(START + 5));
        assertThat(fixture.log.lastClose().eventTime()).isEqualTo(START + 9);
    }

    @Test
    void decide_noModel_isDropped() {
        ModelFixture fixture = new ModelFixture().decide(TestUpdate.of("a", 0));
        assertThat(fixture.take()).containsExactly("drop a 0: UNKNOWN_MODEL");
        assertThat(fixture.log.lastDetail()).isEqualTo("no model m is registered");
        assertThat(fixture.memory.state()).as("nothing is kept of it").isEmpty();
    }

    @Test
    void decide_planThatTheModelHasNot_isDropped() {
        ModelFixture fixture = ModelFixture.registered(1);
        fixture.decide(TestUpdate.of("a", 0).plan(2, LENGTH));
        assertThat(fixture.take()).containsExactly("drop a 0: UNKNOWN_PLAN");
    }

    @Test
    void decide_otherLengthThanThePlan_isDropped() {
        ModelFixture fixture = ModelFixture.registered(1);
        fixture.decide(TestUpdate.of("a", 0).plan(1, LENGTH - 1));
        assertThat(fixture.take()).containsExactly("drop a 0: WRONG_LENGTH");
        assertThat(fixture.log.lastDetail())
                .isEqualTo("base version 0, current version 0, length 1999, plan 1 has 2000");
    }

    @Test
    void decide_versionThatIsNotThereYet_isDropped() {
        ModelFixture fixture = ModelFixture.registered(1).decide(TestUpdate.of("a", 0).base(1));
        assertThat(fixture.take()).containsExactly("drop a 0: FUTURE_VERSION");
    }

    @Test
    void decide_staleBeyondTheBound_isDropped() {
        ModelFixture fixture = new ModelFixture();
        fixture.register(ControlRecords.model(rule(1).setMaxStaleness(1), 1)).admit(0, 2).take();
        fixture.decide(TestUpdate.of("a", 0).base(1), TestUpdate.of("a", 1).base(0));
        assertThat(fixture.take())
                .containsExactly("admit a 0 as 1", "close 3 of 1", "drop a 1: TOO_STALE");
    }

    @Test
    void decide_late_countsUnlessTheModelRejectsThat() {
        ModelFixture fixture = ModelFixture.registered(9).decide(TestUpdate.of("a", 0).tooLate());
        assertThat(fixture.take()).containsExactly("admit a 0 as 1");

        ModelFixture strict = new ModelFixture();
        strict.register(
                        ControlRecords.model(
                                rule(9).setLateUpdates(Words.of(LateUpdates.REJECT)), 1))
                .take();
        strict.decide(TestUpdate.of("a", 0).tooLate());
        assertThat(strict.take()).containsExactly("drop a 0: LATE");
        assertThat(strict.log.lastDetail()).endsWith(", late");
    }

    @Test
    void decide_stateOfTheBuffer_isChangedInPlace() {
        ModelFixture fixture = ModelFixture.registered(9).admit(0, 1);
        ModelState before = fixture.memory.state().orElseThrow();
        fixture.admit(1, 1);
        assertThat(fixture.memory.state().orElseThrow()).isSameAs(before);
        assertThat(before.buffer.fill).isEqualTo(2);
    }
}
