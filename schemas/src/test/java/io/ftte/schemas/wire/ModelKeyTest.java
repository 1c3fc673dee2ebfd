package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelKeyTest {
    @Test
    void parse_whatToStringWrote_isTheSame() {
        for (ModelKey key :
                new ModelKey[] {
                    ModelKey.plan("a/b/0/plan", 3, Integer.MIN_VALUE),
                    new ModelKey("m", 0, "snapshot", 12)
                }) {
            assertThat(ModelKey.parse(key.toString())).hasValue(key);
        }
        assertThat(ModelKey.parse("m/0/plan/1").orElseThrow().isPlan()).isTrue();
        assertThat(ModelKey.parse("m/0/model/1").orElseThrow().isPlan()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "m/0/model", "m/x/model/1", "m/0/model/9999999999", "/0/a/1"})
    void parse_noKeyOfTheModelTopic_isEmpty(String text) {
        assertThat(ModelKey.parse(text)).isEmpty();
    }
}
