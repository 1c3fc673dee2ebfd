package io.ftte.control;

import static io.ftte.control.ControlRecords.MODEL;
import static io.ftte.control.ControlRecords.rule;
import static io.ftte.control.ControlRecords.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.AggregationSettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which settings are taken, and from when they hold. */
class ModelSettingsTest {
    private final ModelFixture fixture = ModelFixture.registered(2);

    private void change(int number, long fromVersion, AggregationSettings.Builder rule) {
        fixture.accept(settings(MODEL, number, fromVersion, rule));
    }

    /** Contributions of each version that so many updates make. */
    private List<String> closes(int updates) {
        fixture.admit(0, updates);
        return fixture.take().stream().filter(word -> word.startsWith("close")).toList();
    }

    @Test
    void accept_settingsBeforeAnyUpdate_holdAtOnce() {
        change(1, 0, rule(3));
        assertThat(closes(3)).containsExactly("close 1 of 3");
        assertThat(fixture.log.lastClose().model().settings().getBufferSize()).isEqualTo(3);
        assertThat(fixture.log.lastClose().model().settingsRecord())
                .isEqualTo(settings(MODEL, 1, 0, rule(3)));
    }

    @Test
    void accept_settingsInMidBuffer_holdFromTheNextOn() {
        fixture.admit(0, 1);
        change(1, 0, rule(3));
        assertThat(closes(1)).containsExactly("close 1 of 2");
        VersionClose before = fixture.log.lastClose();
        assertThat(before.model().settingsRecord()).as("the registration's").isEmpty();
        assertThat(closes(3)).containsExactly("close 2 of 3");
        assertThat(fixture.log.lastClose().model().settingsHash())
                .isNotEqualTo(before.model().settingsHash());
    }

    @Test
    void accept_settingsAfterTheRuleDroppedAnUpdate_waitForTheNextBuffer() {
        fixture.decide(TestUpdate.of("x", 0).base(7));
        change(1, 0, rule(3));
        assertThat(closes(5)).containsExactly("close 1 of 2", "close 2 of 3");
    }

    @Test
    void accept_settingsAfterAnUpdateOfAnUnknownPlan_holdAtOnce() {
        fixture.decide(TestUpdate.of("x", 0).plan(7, 1));
        change(1, 0, rule(3));
        assertThat(closes(3)).as("no rule was asked").containsExactly("close 1 of 3");
    }

    @Test
    void accept_settingsOfALaterVersion_waitForIt() {
        change(1, 2, rule(1));
        assertThat(closes(5)).containsExactly("close 1 of 2", "close 2 of 2", "close 3 of 1");
    }

    @Test
    void accept_higherNumberDueEarlier_supersedesTheLower() {
        change(1, 2, rule(5));
        change(2, 1, rule(1));
        assertThat(closes(4)).containsExactly("close 1 of 2", "close 2 of 1", "close 3 of 1");
        assertThat(fixture.memory.state().orElseThrow().settings.coming)
                .as("nothing is kept that can no longer hold")
                .isEmpty();
    }

    @Test
    void accept_lowerNumberOrTheSameAgain_isIgnored() {
        change(4, 0, rule(1));
        change(3, 0, rule(3));
        change(4, 0, rule(1));
        assertThat(fixture.take()).isEmpty();
        assertThat(closes(1)).containsExactly("close 1 of 1");
    }

    @Test
    void accept_otherSettingsUnderTheSameNumber_isRefused() {
        change(1, 0, rule(1));
        change(1, 0, rule(3));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail())
                .isEqualTo("settings 1 are others already: give these a number above 1");
    }

    static Stream<byte[]> misfits() {
        return Stream.of(
                settings(MODEL, 1, 0, rule(0)),
                settings(MODEL, 1, -1, rule(1)),
                settings(MODEL, 1, 0, rule(1).setAveragingDecay(0.5)),
                settings("other", 1, 0, rule(1)));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void accept_settingsThatDoNotFit_isRefusedAndTheOldOnesStay(byte[] misfit) {
        assertThat(fixture.accept(misfit).take()).containsExactly("refuse: MALFORMED");
        assertThat(closes(2)).containsExactly("close 1 of 2");
    }

    @Test
    void accept_settingsWithoutAModel_isRefused() {
        ModelFixture none = new ModelFixture().accept(settings(MODEL, 1, 0, rule(1)));
        assertThat(none.take()).containsExactly("refuse: UNKNOWN_MODEL");
        assertThat(none.log.lastDetail()).isEqualTo("no model m is registered for these settings");
    }

    @Test
    void remove_settingsInForceAndToCome_areForgotten() {
        change(1, 0, rule(1));
        change(2, 9, rule(5));
        fixture.remove().register(ControlRecords.model(rule(2), 1)).take();
        change(1, 1, rule(3));
        assertThat(closes(5)).containsExactly("close 1 of 2", "close 2 of 3");
    }
}
