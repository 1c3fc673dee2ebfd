package io.ftte.operators.planning;

import static io.ftte.operators.planning.SelectorFixture.EXPIRY;
import static io.ftte.operators.planning.SelectorFixture.FULL;
import static io.ftte.operators.planning.SelectorFixture.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.ftte.operators.fixtures.TestModels;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Profiles do not stay where nobody needs them, and old ones cost no more than new ones. */
class ForgottenProfilesTest {
    private SelectorFixture selector;

    @BeforeEach
    void open() throws Exception {
        selector = new SelectorFixture(1);
    }

    @AfterEach
    void close() throws Exception {
        selector.close();
    }

    @Test
    void profiles_ofTimeZero_costNoLookAtAllDevices() throws Exception {
        selector.register();
        for (int i = 0; i < 30_000; i++) {
            selector.profile("d" + i, FULL);
        }
        int before = selector.devices();
        selector.now = 0;
        assertTimeout(
                Duration.ofSeconds(5),
                () -> {
                    for (int i = 0; i < 10_000; i++) {
                        selector.profile("old", FULL);
                    }
                });
        assertThat(selector.devices()).isEqualTo(before);
        assertThat(selector.plans()).isEmpty();
    }

    @Test
    void profile_replacedByOneThatIsTooOld_noLongerCounts() throws Exception {
        selector.register();
        selector.profile("strong", FULL);
        selector.profile("weak", SMALLEST);
        selector.now = 0;
        selector.profile("weak", SMALLEST);
        selector.now = TestModels.START + SelectorFixture.PAUSE.toMillis();
        selector.profile("strong", FULL);
        assertThat(selector.plans()).hasSize(2);
    }

    @Test
    void profiles_ofAModelThatNobodyRegistered_expireByNewerOnes() throws Exception {
        selector.profile("weak", SMALLEST);
        selector.now += 2 * EXPIRY.toMillis();
        selector.profile("strong", FULL);
        selector.register();
        assertThat(selector.plans()).isEmpty();
    }

    @Test
    void profiles_ofAModelThatNobodyRegistered_expireAsEventTimeGoesOn() throws Exception {
        selector.profile("a", SMALLEST);
        selector.profile("b", SMALLEST);
        selector.watermark(selector.now + EXPIRY.toMillis());
        assertThat(selector.stateEntries()).isPositive();
        selector.watermark(selector.now + 2 * EXPIRY.toMillis());
        assertThat(selector.stateEntries()).isZero();
    }

    @Test
    void profiles_ofARemovedModel_expireAsEventTimeGoesOn() throws Exception {
        selector.register();
        selector.profile("a", SMALLEST);
        selector.watermark(selector.now + 2 * EXPIRY.toMillis());
        assertThat(selector.stateEntries()).isPositive();
        selector.harness.processElement1(TestModels.tombstone("m"), 0);
        selector.watermark(selector.now + 3 * EXPIRY.toMillis());
        assertThat(selector.stateEntries()).isZero();
    }

    /** A savepoint of a job that is stopped for good moves event time to its end. */
    @Test
    void watermark_ofTheEnd_leavesProfilesAsTheyAre() throws Exception {
        selector.profile("a", SMALLEST);
        int before = selector.stateEntries();
        selector.watermark(Long.MAX_VALUE);
        assertThat(selector.stateEntries()).isEqualTo(before);
    }

    @Test
    void profiles_thatAreRefused_leaveNothingBehind() throws Exception {
        selector.register();
        selector.profile("a", FULL);
        for (int i = 0; i < 10; i++) {
            selector.profile("tiny-" + i, 1);
        }
        assertThat(selector.devices()).isEqualTo(1);
    }

    @Test
    void profiles_beforeTheRegistrationThatRefusesThem_leaveNothingBehind() throws Exception {
        selector.profile("a", FULL);
        selector.profile("tiny", 1);
        assertThat(selector.devices()).isEqualTo(2);
        selector.register();
        assertThat(selector.devices()).isEqualTo(1);
    }
}
