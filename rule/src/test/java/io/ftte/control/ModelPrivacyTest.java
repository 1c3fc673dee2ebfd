package io.ftte.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.privacy.PrivacyRule;
import io.ftte.control.privacy.PrivacySpent;
import io.ftte.control.privacy.VersionNoise;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.VarianceSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who takes part in a private model, how strongly, and what is noted of it. */
class ModelPrivacyTest {
    private static final double NOISE = 2;

    /** ε of so many participations at σ 2 and δ 1e-6 by the accountant: 2.42, 3.54, 4.43. */
    private static final double TWICE = 4;

    private static AggregationSettings.Builder rule(int bufferSize) {
        return ControlRecords.rule(bufferSize)
                .setVariance(new VarianceSettings(0.0, 64, 5))
                .setClipNorm(3.0)
                .setPrivacyNoise(NOISE)
                .setPrivacyEpsilon(TWICE)
                .setPrivacyDelta(1e-6)
                .setPrivacyDevices(1000L);
    }

    private static ModelFixture registered(AggregationSettings.Builder rule) {
        ModelFixture fixture = new ModelFixture().register(ControlRecords.model(rule, 1));
        fixture.take();
        return fixture;
    }

    @Test
    void register_jobWithoutAKey_isRefusedWithWhatToDo() {
        ModelMemory memory = new ModelMemory();
        DecisionLog log = new DecisionLog();
        Model model =
                new Model(
                        ControlRecords.MODEL,
                        memory,
                        ControlRecords.SIZES,
                        1,
                        Optional.empty(),
                        true);
        ControlRecords.registration(ControlRecords.model(rule(2), 1))
                .forEach(record -> model.accept(record, log));
        assertThat(log.take()).containsExactly("refuse: MALFORMED");
        assertThat(log.lastDetail())
                .isEqualTo(
                        "m is private and the job has no key: start it with privacy-key-file or"
                                + " FTTE_PRIVACY_KEY, then remove the model and publish it again");
        assertThat(model.isRegistered()).isFalse();
    }

    @Test
    void register_noiseTooLargeForItsParameters_isRefused() {
        ModelFixture fixture = new ModelFixture();
        fixture.register(ControlRecords.model(rule(2).setPrivacyNoise(200.0), 1));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).startsWith("privacy.noise must be at most 178.7");
    }

    @Test
    void decide_deviceInTheOpenBuffer_waitsForTheNextVersion() {
        ModelFixture fixture = registered(rule(2));
        fixture.decide(TestUpdate.of("a", 0), TestUpdate.of("a", 1));
        assertThat(fixture.take()).containsExactly("admit a 0 as 1", "drop a 1: IN_BUFFER");
        assertThat(fixture.log.lastDetail())
                .isEqualTo("the device is in the open buffer of version 1: train on that one");
        fixture.decide(TestUpdate.of("b", 0), TestUpdate.of("a", 2).base(1));
        assertThat(fixture.take())
                .containsExactly("admit b 0 as 2", "close 1 of 2", "admit a 2 as 1");
    }

    @Test
    void decide_budgetSpent_isRefusedUntilItIsRaised() {
        ModelFixture fixture = registered(rule(1)).admit(0, 3);
        assertThat(fixture.take()).endsWith("close 2 of 1", "drop d 2: PRIVACY_BUDGET");
        assertThat(fixture.log.lastDetail())
                .isEqualTo(
                        "the device took part 2 times, which cost epsilon 3.542; once more is"
                                + " beyond privacy.epsilon 4.0");
        fixture.decide(TestUpdate.of("e", 0).base(2));
        assertThat(fixture.take()).containsExactly("admit e 0 as 1", "close 3 of 1");
        fixture.accept(
                ControlRecords.settings(
                        ControlRecords.MODEL, 1, 0, rule(1).setPrivacyEpsilon(5.0)));
        fixture.admit(9, 2);
        assertThat(fixture.take())
                .containsExactly("admit d 9 as 1", "close 4 of 1", "drop d 10: PRIVACY_BUDGET");
    }

    @Test
    void decide_refusedForAnythingElse_costsNothing() {
        ModelFixture fixture = registered(rule(2));
        fixture.decide(
                TestUpdate.of("a", 0).base(7),
                TestUpdate.of("a", 1),
                TestUpdate.of("a", 2),
                TestUpdate.of("b", 3));
        assertThat(fixture.log.lastClose().noise().orElseThrow().spent().epsilonLargest())
                .isEqualTo(privacy(rule(2)).epsilon(1));
    }

    @Test
    void close_private_saysGridSpentAndKey() {
        ModelFixture fixture = registered(rule(2));
        fixture.decide(TestUpdate.of("a", 0), TestUpdate.of("b", 0));
        fixture.decide(TestUpdate.of("a", 1), TestUpdate.of("c", 1));
        VersionNoise noise = fixture.log.lastClose().noise().orElseThrow();
        PrivacyRule privacy = privacy(rule(2));
        assertThat(noise.grid()).isEqualTo((float) (NOISE * 3 / 8192));
        assertThat(noise.keyId()).isEqualTo(ModelFixture.KEY_ID);
        assertThat(noise.spent())
                .isEqualTo(
                        new PrivacySpent(NOISE, 1e-6, privacy.epsilon(2), privacy.epsilon(1), 3));
        assertThat(fixture.model.spent()).contains(noise.spent());
    }

    /** The clip would tell how large the update was. */
    @Test
    void close_private_lineageHasWeightsWithoutTheClip() {
        ModelFixture fixture = registered(rule(1).setMaxStaleness(9));
        fixture.decide(TestUpdate.of("a", 0), TestUpdate.of("b", 0));
        AdmittedUpdate update = fixture.log.lastClose().contributions()[0];
        assertThat(update.weight()).isEqualTo(update.ageFactor()).isLessThan(1);
        assertThat(update.varianceFactor()).isEqualTo(1);
    }

    @Test
    void close_sameUpdates_repeatsTheNonce_othersHaveAnother() {
        byte[] nonce = nonce(TestUpdate.of("a", 0), TestUpdate.of("b", 0));
        assertThat(nonce).hasSize(32);
        assertThat(nonce(TestUpdate.of("a", 0), TestUpdate.of("b", 0))).isEqualTo(nonce);
        assertThat(nonce(TestUpdate.of("a", 0), TestUpdate.of("b", 1))).isNotEqualTo(nonce);
        assertThat(nonce(TestUpdate.of("b", 0), TestUpdate.of("a", 0))).isNotEqualTo(nonce);
        ModelFixture second = registered(rule(2));
        second.decide(TestUpdate.of("x", 0), TestUpdate.of("y", 0));
        second.decide(TestUpdate.of("a", 0).base(1), TestUpdate.of("b", 0).base(1));
        assertThat(second.log.lastClose().noise().orElseThrow().nonce()).isNotEqualTo(nonce);
    }

    private static byte[] nonce(TestUpdate... updates) {
        ModelFixture fixture = registered(rule(2)).decide(updates);
        return fixture.log.lastClose().noise().orElseThrow().nonce();
    }

    /** Two parties aggregate: same books, and a seed stands for numbers that nobody sees. */
    @Test
    void close_inShares_costsTheSameAndHasItsOwnNonce() {
        ModelFixture fixture = shares(7);
        VersionNoise noise = fixture.log.lastClose().noise().orElseThrow();
        assertThat(noise.spent().epsilonLargest()).isEqualTo(privacy(shared()).epsilon(1));
        assertThat(noise.spent().devices()).isEqualTo(2);
        assertThat(fixture.log.lastClose().contributions()[0].weight()).isEqualTo(1);
        assertThat(shares(7).log.lastClose().noise().orElseThrow().nonce())
                .isEqualTo(noise.nonce());
        assertThat(shares(8).log.lastClose().noise().orElseThrow().nonce())
                .isNotEqualTo(noise.nonce());
        fixture.decide(TestUpdate.of("a", 1).shared(9), TestUpdate.of("c", 1).shared(9));
        fixture.decide(TestUpdate.of("a", 2).shared(9));
        assertThat(fixture.take()).endsWith("close 2 of 2", "drop a 2: PRIVACY_BUDGET");
    }

    /**
     * Noise is reckoned by what devices clip to: another clip would have the helper refuse sums.
     */
    @Test
    void decide_inSharesOfAnotherClip_isRefused() {
        ModelFixture fixture = registered(shared().setClipNorm(4.0));
        fixture.decide(TestUpdate.of("a", 0).shared(3));
        assertThat(fixture.take()).containsExactly("drop a 0: WRONG_SHARING");
        assertThat(fixture.log.lastDetail())
                .isEqualTo(
                        "the device clipped to 3000 steps, and the model asks for 4000: take"
                                + " clipNorm and unit from the plan's record");
    }

    private static ModelFixture shares(long seed) {
        return registered(shared())
                .decide(TestUpdate.of("a", 0).shared(3), TestUpdate.of("b", 0).shared(seed));
    }

    private static AggregationSettings.Builder shared() {
        return rule(2).setSharingUnit(1e-3).setSharingMinDevices(2);
    }

    @Test
    void register_againAfterARemoval_whatIsSpentStaysSpent() {
        ModelFixture fixture = registered(rule(1)).admit(0, 2).remove();
        fixture.take();
        fixture.register(ControlRecords.model(rule(1), 2)).decide(TestUpdate.of("d", 9));
        assertThat(fixture.take())
                .containsExactly("begin generation 1", "drop d 9: PRIVACY_BUDGET");
    }

    @Test
    void register_againWithOtherNoise_isRefused() {
        ModelFixture fixture = registered(rule(1)).admit(0, 1).remove();
        fixture.take();
        fixture.register(ControlRecords.model(rule(1).setPrivacyNoise(3.0), 1));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail())
                .isEqualTo(
                        "privacy.noise must be 2.0, for devices have spent at that under this model"
                                + " id: take it, or another model id");
    }

    @Test
    void settings_thatEndPrivacy_areRefused() {
        ModelFixture fixture = registered(rule(1));
        fixture.accept(ControlRecords.settings(ControlRecords.MODEL, 1, 0, ControlRecords.rule(1)));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).startsWith("privacy cannot begin or end");
    }

    @Test
    void decide_notPrivate_keepsNoBooks() {
        ModelFixture fixture = ModelFixture.registered(2).admit(0, 3);
        assertThat(fixture.log.lastClose().noise()).isEmpty();
        assertThat(fixture.model.spent()).isEmpty();
        assertThat(fixture.memory.account().devices).isEmpty();
        assertThat(fixture.memory.state().orElseThrow().nonce).isEmpty();
    }

    private static PrivacyRule privacy(AggregationSettings.Builder rule) {
        return PrivacyRule.of(rule.build()).orElseThrow();
    }
}
