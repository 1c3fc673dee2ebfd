package io.ftte.ondevice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/on-a-phone.md shows is an app that is compiled. */
class PhoneAppTest {
    @Test
    void document_code_isTheAppsOwn() throws Exception {
        String source = Files.readString(Path.of("src/test/java/io/ftte/ondevice/PhoneApp.java"));
        String shown =
                source.substring(
                        source.indexOf("// docs:begin\n") + "// docs:begin\n".length(),
                        source.indexOf("    // docs:end"));

        assertThat(Files.readString(Path.of("../docs/on-a-phone.md")))
                .contains("```java\n" + shown.replaceAll("(?m)^    ", "") + "```\n");
    }
}
