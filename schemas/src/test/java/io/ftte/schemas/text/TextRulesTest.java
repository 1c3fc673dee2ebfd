package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u001b[31m", "a\u0000", "\u202eabc", "a\u2028b", "\u2066a"})
    void checkId_charactersThatControl_areRefused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextRules.checkId("modelId", id))
                .withMessage("modelId has a character that controls, not shows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/0/plan/1", "<img onerror=x>", "gerät 7", "👩\u200d🔬"})
    void checkId_charactersThatShow_pass(String id) {
        assertThatCode(() -> TextRules.checkId("modelId", id)).doesNotThrowAnyException();
    }

    @Test
    void checkId_ofNoBytes_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TextRules.checkId("modelId", ""));
    }
}
