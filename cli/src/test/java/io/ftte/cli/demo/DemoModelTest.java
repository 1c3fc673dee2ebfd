package io.ftte.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.cli.model.LiveSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.text.RegistrationJson;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoModelTest {
    @TempDir private Path directory;

    /** The demonstration shows what somebody gets who publishes a network and says no more. */
    @Test
    void of_anySeed_hasTheSettingsOfARegistrationThatNamesNone() throws Exception {
        ModelRegistration demo = DemoModel.of(1, 0).definition().head();
        Path file =
                Files.writeString(
                        directory.resolve("model.json"),
                        "{\"modelId\": \"digits\", \"architecture\": %s}"
                                .formatted(demo.getArchitecture()));

        assertThat(RegistrationJson.read(file, LiveSettings.defaults()).head().getAggregation())
                .isEqualTo(demo.getAggregation());
    }
}
