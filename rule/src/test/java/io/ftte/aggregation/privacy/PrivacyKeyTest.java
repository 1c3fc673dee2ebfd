package io.ftte.aggregation.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyKeyTest {
    private static final String HEX = "00112233445566778899aabbccddeeff".repeat(2);

    @Test
    void parse_hexadecimalOrBase64_isTheSameKey() {
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(HEX));
        PrivacyKey key = PrivacyKey.parse(" " + HEX + "\n");
        assertThat(key.id()).matches("[0-9a-f]{8}").isEqualTo(PrivacyKey.parse(base64).id());
        assertThat(key.derive(new byte[] {1}))
                .isEqualTo(PrivacyKey.parse(base64).derive(new byte[] {1}));
    }

    /** By Python: hmac.new(key, b"ftte privacy key id", "sha256").hexdigest()[:8]. */
    @Test
    void id_isTheBeginningOfAnHmac() {
        assertThat(PrivacyKey.parse(HEX).id()).isEqualTo("ca846d19");
    }

    @Test
    void id_anotherKey_isAnother() {
        assertThat(PrivacyKey.parse("1" + HEX.substring(1)).id())
                .isNotEqualTo(PrivacyKey.parse(HEX).id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "x0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                "!BEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8="
            })
    void parse_noKey_isRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> PrivacyKey.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a privacy key is 32 bytes, as 64 hexadecimal digits or 44 characters of"
                                + " Base64; these %d characters are none",
                        text.length())
                .hasNoCause();
    }

    @Test
    void toString_showsTheIdOnly() {
        PrivacyKey key = PrivacyKey.parse(HEX);
        assertThat(key).hasToString("privacy key " + key.id());
    }
}
