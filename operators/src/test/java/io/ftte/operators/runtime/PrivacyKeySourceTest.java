package io.ftte.operators.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.privacy.PrivacyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyKeySourceTest {
    private static final String HEX =
            "5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de";
    private static final String ID = PrivacyKey.parse(HEX).id();

    @TempDir Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("key"), text, StandardCharsets.ISO_8859_1);
    }

    private static PrivacyKeySource named(Path file) {
        return PrivacyKeySource.of(Optional.of(file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", " \n\n"})
    void read_fileWithLineBreaks_isTheKey(String end) throws IOException {
        assertThat(named(file(HEX + end)).read(null).orElseThrow().id()).isEqualTo(ID);
    }

    @Test
    void read_base64_isTheSameKey() throws IOException {
        String text = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(HEX));
        assertThat(named(file(text)).read(null).orElseThrow().id()).isEqualTo(ID);
    }

    @Test
    void read_variable_countsWhereNoFileIsNamed() throws IOException {
        PrivacyKeySource variable = PrivacyKeySource.of(Optional.empty());
        assertThat(variable.read(HEX).orElseThrow().id()).isEqualTo(ID);
        assertThat(variable.read(null)).isEmpty();
        assertThat(variable.read(" ")).as("a secret that is not there").isEmpty();
        String other = HEX.replace('5', '4');
        assertThat(named(file(HEX)).read(other).orElseThrow().id()).isEqualTo(ID);
    }

    /** A secret of the wrong length, cut, doubled, raw, of two lines, or none at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5eafc0de5eafc0de5eafc0de5eafc0de",
                "5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0d",
                "5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0dg",
                "5eafc0de5eafc0de5eafc0de5eafc0de\n5eafc0de5eafc0de5eafc0de5eafc0de",
                "\u0000\u00ff5eafc0de5eafc0de5eafc0de5eaf",
                "key: 5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de5eafc0de"
            })
    void read_noKeyInTheFile_saysSoInOneLineWithoutIt(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> named(file).read(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("privacy-key-file " + file + ": ")
                .hasMessageContaining("64 hexadecimal digits or 44 characters of Base64")
                .hasMessageNotContainingAny("\n", "5eaf");
    }

    @Test
    void read_variableWithoutAKey_isNamed() {
        assertThatThrownBy(() -> PrivacyKeySource.of(Optional.empty()).read("5eafc0de"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the environment variable FTTE_PRIVACY_KEY: ")
                .hasMessageNotContainingAny("\n", "5eaf");
    }

    @Test
    void read_fileThatIsNotThereOrCannotBeRead_saysWhatToDo() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> named(missing).read(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "privacy-key-file "
                                + missing
                                + " is not on this machine: put it on every task manager");
        assertThatThrownBy(() -> named(directory).read(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("privacy-key-file " + directory + " cannot be read: ")
                .hasMessageNotContaining("\n");
    }

    /** The place goes into the job graph, whatever has been read from it. */
    @Test
    void source_serialized_hasNothingOfTheSecret() throws Exception {
        PrivacyKeySource source = named(file(HEX));
        source.read(null);
        byte[] bytes = InstantiationUtil.serializeObject(source);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .contains(directory.toString())
                .doesNotContain(
                        HEX, new String(HexFormat.of().parseHex(HEX), StandardCharsets.ISO_8859_1));
        assertThat(source.toString()).doesNotContain("5eaf");
    }
}
