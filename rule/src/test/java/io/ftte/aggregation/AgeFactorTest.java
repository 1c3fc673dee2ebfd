package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.settings.AgeFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgeFactorTest {

    @ParameterizedTest
    @CsvSource({
        "CONSTANT,    0,    0, 1",
        "CONSTANT,   50, 9000, 1",
        "POLYNOMIAL,  0,    0, 1",
        "POLYNOMIAL,  3,    0, 0.5",
        "POLYNOMIAL, 99,    0, 0.1",
        "HINGE,       4,    0, 1",
        "HINGE,       5,    0, 0.09090909090909091",
        "HINGE,       6,    0, 0.047619047619047616",
        "EXPONENTIAL, 0,    0, 1",
        "EXPONENTIAL, 5,    0, 0.6065306597126334",
        "HALF_LIFE,   7,    0, 1",
        "HALF_LIFE,   7, 1000, 0.5",
        "HALF_LIFE,   0,  500, 0.7071067811865476",
        "HALF_LIFE,   0, -500, 1"
    })
    void of_ofAge_isTheFormula(AgeFunction function, long staleness, long ageMs, double expected) {
        assertThat(factor(function).of(staleness, ageMs)).isCloseTo(expected, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(AgeFunction.class)
    void of_growingAge_neverGrowsAndStaysInUnitInterval(AgeFunction function) {
        AgeFactor factor = factor(function);
        double before = 1;
        for (int age = 0; age < 1000; age++) {
            double now = factor.of(age, 10L * age);
            assertThat(now).isPositive().isLessThanOrEqualTo(before);
            before = now;
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void from_settingOutOfRange_namesIt(double bad) {
        assertRefused("age.exponent", age -> age.setExponent(bad));
        assertRefused("age.slope", age -> age.setSlope(bad));
        assertRefused("age.threshold", age -> age.setThreshold(bad));
        assertRefused("age.rate", age -> age.setRate(bad));
        assertRefused("age.halfLifeMs", age -> age.setHalfLifeMs(bad));
    }

    @Test
    void from_halfLifeNotAboveZero_namesIt() {
        assertRefused("age.halfLifeMs", age -> age.setHalfLifeMs(0.0));
    }

    @Test
    void from_halfLifeMissing_namesIt() {
        AgeSettings settings = TestSettings.age(AgeFunction.HALF_LIFE).build();
        assertThatThrownBy(() -> AgeFactor.from(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("age.halfLifeMs is required by the half-life function");
    }

    private static AgeFactor factor(AgeFunction function) {
        return AgeFactor.from(TestSettings.age(function).setHalfLifeMs(1000.0).build());
    }

    /** Refused whichever function is chosen. */
    private static void assertRefused(String setting, Consumer<AgeSettings.Builder> change) {
        for (AgeFunction function : AgeFunction.values()) {
            AgeSettings.Builder settings = TestSettings.age(function);
            change.accept(settings);
            assertThatThrownBy(() -> AgeFactor.from(settings.build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(setting + " must be ");
        }
    }
}
