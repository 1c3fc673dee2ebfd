package io.ftte.aggregation.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNameKeyTest {
    private static final String HEX =
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final DeviceNameKey KEY = DeviceNameKey.parse(HEX);

    /**
     * By Python: hmac.new(key, b"ftte device name 1" + len(m).to_bytes(4, "big") + m +
     * len(d).to_bytes(4, "big") + d, "sha256").hexdigest()[:32].
     */
    @ParameterizedTest
    @CsvSource({
        "cifar, phone-7, 9f6e463b3ac89ce68744fa9443171446",
        "other, phone-7, dc9044a99910e7820648342834791705",
        "cifar, gerät-7, bd2bb33a7ee8dc081bdd489e6f1e46bf"
    })
    void name_isTheBeginningOfAnHmac(String model, String device, String name) {
        assertThat(KEY.name(model, device)).isEqualTo(name);
    }

    /** Without their lengths the ids would run into each other. */
    @Test
    void name_idsThatTogetherAreTheSameText_differ() {
        assertThat(KEY.name("a", "bc")).isNotEqualTo(KEY.name("ab", "c"));
    }

    @Test
    void name_otherKey_isAnother() {
        assertThat(DeviceNameKey.parse("f" + HEX.substring(1)).name("cifar", "phone-7"))
                .isNotEqualTo(KEY.name("cifar", "phone-7"));
    }

    @Test
    void hasFormOfName_nameOrId_tellsThemApart() {
        assertThat(DeviceNameKey.hasFormOfName(KEY.name("cifar", "phone-7"))).isTrue();
        assertThat(DeviceNameKey.hasFormOfName("phone-7")).isFalse();
        assertThat(DeviceNameKey.hasFormOfName(HEX)).isFalse();
    }

    /** By Python: hmac.new(key, b"ftte device name key id", "sha256").hexdigest()[:8]. */
    @Test
    void id_isTheBeginningOfAnHmacAndAllThatIsShown() {
        assertThat(KEY.id()).isEqualTo("ead3f864");
        assertThat(KEY).hasToString("device name key ead3f864");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "000102030405060708090a0b0c0d0e0f",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
                "x00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
            })
    void parse_noKey_isRefusedInOneLineWithoutShowingIt(String text) {
        assertThatThrownBy(() -> DeviceNameKey.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a device name key is 32 bytes, as 64 hexadecimal digits or 44 characters"
                                + " of Base64; these %d characters are none",
                        text.length())
                .hasNoCause();
    }
}
