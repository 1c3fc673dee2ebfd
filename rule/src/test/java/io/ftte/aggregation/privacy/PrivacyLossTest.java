package io.ftte.aggregation.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class PrivacyLossTest {
    private static final double DELTA = 1e-6;

    /** See reference.py beside the table. */
    @ParameterizedTest
    @CsvFileSource(resources = "/privacy/epsilon.csv", numLinesToSkip = 2)
    void epsilon_equalsThatOfDpAccounting(
            double noise, long participations, double delta, double expected) {
        PrivacyRule rule =
                PrivateSettings.rule(
                        PrivateSettings.builder()
                                .setBufferSize(1)
                                .setPrivacyNoise(noise)
                                .setPrivacyDelta(delta)
                                .setPrivacyDevices(1L)
                                .setPrivacyEpsilon(1e6));
        assertThat(rule.epsilon(participations)).isCloseTo(expected, within(1e-6));
    }

    /** No α of a fine grid over all that count gives less, and one of them almost as little. */
    @Test
    void epsilon_overTheWholeRangeOfCosts_isTheLeastOfAllOrders() {
        for (double rho = 1e-6; rho < 1e4; rho *= 3) {
            double least = Double.POSITIVE_INFINITY;
            for (double log = -12; log < 25; log += 1e-4) {
                double alpha = 1 + Math.exp(log);
                least =
                        Math.min(
                                least,
                                rho * alpha
                                        + Math.log(1 / (alpha * DELTA)) / (alpha - 1)
                                        + Math.log1p(-1 / alpha));
            }
            assertThat(PrivacyLoss.epsilon(rho, DELTA))
                    .as("ρ %s", rho)
                    .isCloseTo(Math.max(0, least), Percentage.withPercentage(1e-4))
                    .isLessThanOrEqualTo(Math.max(0, least) + 1e-9);
        }
    }

    @Test
    void epsilon_nothingSpent_isNothing() {
        assertThat(PrivacyLoss.epsilon(0, DELTA)).isZero();
        assertThat(PrivacyLoss.epsilon(1e-30, DELTA)).isZero();
    }

    @Test
    void epsilon_moreSpent_grows() {
        double before = 0;
        for (double rho = 1e-4; rho < 1e6; rho *= 1.1) {
            double epsilon = PrivacyLoss.epsilon(rho, DELTA);
            assertThat(epsilon).isGreaterThan(before);
            before = epsilon;
        }
    }
}
