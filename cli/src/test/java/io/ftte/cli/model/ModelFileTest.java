package io.ftte.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.Preset;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir private Path directory;

    /** What the compose file publishes says nothing of the step. */
    @Test
    void read_modelOfTheComposeFile_takesTheDefaultPreset() throws IOException {
        ModelFile file = new ModelFile(Path.of("..", "docker", "compose", "model.json"));
        assertThat(file.read(LiveSettings.defaults()).head().getAggregation())
                .isEqualTo(Preset.FTTE.over(LiveSettings.defaults()));
    }

    /** Before it reaches a topic, where the refusal would come out of sight. */
    @Test
    void read_spectralStepOfVectorsAlone_saysWhatToGive() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("model.json"),
                        """
                        {"modelId": "m", "eventTime": 0,
                         "tensors": [{"name": "w", "shape": [2]}],
                         "plans": [],
                         "parameters": "AAAAAAAAAAA=",
                         "aggregation": {"serverOptimizer": {"name": "spectral"}}}
                        """);
        assertThatThrownBy(() -> new ModelFile(file).read(AggregationJson.defaults()))
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        "serverOptimizer spectral steps matrices, and no tensor of m has two axes:"
                                + " give the tensors their shapes, or an architecture, or take"
                                + " \"preset\": \"ftte-rmsprop\"; correct the file");
    }
}
