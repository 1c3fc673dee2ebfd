package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.settings.LateUpdates;
import io.ftte.schemas.settings.Normalizer;
import io.ftte.schemas.settings.OptimizerName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @ParameterizedTest
    @EnumSource
    void parse_wordOfAConstant_isTheConstant(AgeFunction function) {
        assertThat(Words.parse("age.function", AgeFunction.class, Words.of(function)))
                .isEqualTo(function);
    }

    @Test
    void of_constantOfTwoWords_hasAHyphen() {
        assertThat(Words.of(AgeFunction.HALF_LIFE)).isEqualTo("half-life");
    }

    /** A setting of two functions, of which a later release has three. */
    private enum Curve {
        FLAT,
        HALF_ROUND
    }

    @Test
    void parse_wordOfALaterRelease_namesTheNearestKnown() {
        assertThatThrownBy(() -> Words.parse("age.curve", Curve.class, "half-round-capped"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "age.curve must be one of flat, half-round, not \"half-round-capped\"; the"
                                + " nearest is half-round");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CONSTANT", "half_life", " constant", "a\nb"})
    void parse_anythingElse_isRefusedInOneLine(String word) {
        assertThatThrownBy(() -> Words.parse("age.function", AgeFunction.class, word))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void parse_longWord_isCut() {
        assertThatThrownBy(() -> Words.parse("normalizer", Normalizer.class, "x".repeat(1_000_000)))
                .message()
                .hasSizeLessThan(200);
    }

    /** The defaults stand in the schema as words. */
    @Test
    void defaults_ofTheSchema_areKnownWords() {
        var defaults = AggregationJson.defaults();
        Words.parse("normalizer", Normalizer.class, defaults.getNormalizer());
        Words.parse("age.function", AgeFunction.class, defaults.getAge().getFunction());
        Words.parse("examples", ExampleWeighting.class, defaults.getExamples());
        Words.parse("lateUpdates", LateUpdates.class, defaults.getLateUpdates());
        Words.parse(
                "serverOptimizer.name",
                OptimizerName.class,
                defaults.getServerOptimizer().getName());
    }
}
