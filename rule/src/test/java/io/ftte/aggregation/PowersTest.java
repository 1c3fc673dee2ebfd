package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowersTest {
    private static final double ROUNDING_PERCENT = 1e-11;

    private final Random random = new Random(1);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 1, 2, 3.7})
    void inverse_randomBase_agreesWithPow(double exponent) {
        for (int i = 0; i < 10_000; i++) {
            double base = 1 + StrictMath.exp(20 * random.nextGaussian());
            assertThat(Powers.inverse(base, exponent))
                    .isCloseTo(StrictMath.pow(base, -exponent), withinPercentage(ROUNDING_PERCENT));
        }
    }

    @Test
    void inverse_one_isOne() {
        for (double exponent : new double[] {0, 0.3, 0.5, 9}) {
            assertThat(Powers.inverse(1, exponent)).isEqualTo(1);
        }
    }

    @Test
    void inverse_infiniteBase_isOneOrZero() {
        assertThat(Powers.inverse(Double.POSITIVE_INFINITY, 0)).isEqualTo(1);
        assertThat(Powers.inverse(Double.POSITIVE_INFINITY, 0.5)).isZero();
        assertThat(Powers.inverse(Double.POSITIVE_INFINITY, 0.7)).isZero();
    }

    @Test
    void halved_randomNumber_agreesWithPow() {
        for (int i = 0; i < 10_000; i++) {
            double x = 100 * random.nextDouble();
            assertThat(Powers.halved(x))
                    .isCloseTo(StrictMath.pow(2, -x), withinPercentage(ROUNDING_PERCENT));
        }
    }

    @Test
    void halved_wholeNumber_isExact() {
        for (int n = 0; n <= 1_074; n++) {
            assertThat(Powers.halved(n)).isEqualTo(StrictMath.pow(2, -n));
        }
        assertThat(Powers.halved(1e300)).isZero();
        assertThat(Powers.halved(Double.POSITIVE_INFINITY)).isZero();
    }
}
