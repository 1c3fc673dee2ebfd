package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "'',abc,3", "abc,'',3", "flaw,lawn,2", "same,same,0"})
    void distance_knownPairs_isLevenshtein(String a, String b, int distance) {
        assertThat(NearestName.distance(a, b)).isEqualTo(distance);
    }

    @Test
    void of_severalEquallyNear_takesFirstInAlphabet() {
        assertThat(NearestName.of("bat", List.of("rat", "cat", "mouse"))).isEqualTo("cat");
    }

    @Test
    void of_nothingKnown_isRefused() {
        assertThatThrownBy(() -> NearestName.of("x", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
