package io.ftte.operators.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.privacy.DeviceNameKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How places of secrets are read is tested by {@link PrivacyKeySourceTest}. */
class DeviceNameKeySourceTest {
    private static final String HEX = "5eafc0de".repeat(8);

    @TempDir Path directory;

    private DeviceNameKeySource holding(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("names"), text);
        return DeviceNameKeySource.of(Optional.of(file.toString()));
    }

    @Test
    void read_file_isTheKey() throws Exception {
        assertThat(holding(HEX + "\n").read().orElseThrow().id())
                .isEqualTo(DeviceNameKey.parse(HEX).id());
    }

    @Test
    void read_keyOfAnotherLength_saysSoInOneLineWithoutIt() throws Exception {
        DeviceNameKeySource half = holding(HEX.substring(0, 32));
        assertThatThrownBy(half::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "device-name-key-file "
                                + directory.resolve("names")
                                + ": a device name key is 32 bytes, as 64 hexadecimal digits or 44"
                                + " characters of Base64; these 32 characters are none")
                .hasMessageNotContainingAny("\n", "5eaf");
    }

    /** The place goes into the job graph, whatever has been read from it. */
    @Test
    void source_serialized_hasNothingOfTheSecret() throws Exception {
        DeviceNameKeySource source = holding(HEX);
        source.read();
        String bytes =
                new String(InstantiationUtil.serializeObject(source), StandardCharsets.ISO_8859_1);
        assertThat(bytes)
                .contains(directory.toString())
                .doesNotContain(
                        HEX, new String(HexFormat.of().parseHex(HEX), StandardCharsets.ISO_8859_1));
    }
}
