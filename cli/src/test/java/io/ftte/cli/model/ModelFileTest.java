package io.ftte.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.safetensors.SafetensorsFile;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.Preset;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        Path file = vector("{\"serverOptimizer\": {\"name\": \"spectral\"}}");
        assertThatThrownBy(() -> new ModelFile(file).read(AggregationJson.defaults()))
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        file
                                + ": serverOptimizer spectral steps matrices, and no tensor of m"
                                + " has two axes: give the tensors their shapes, or an"
                                + " architecture, or take \"preset\": \"ftte-rmsprop\"; correct the"
                                + " file");
    }

    /** The same checks by both ways: publish takes a whole registration, or one in two files. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
{"serverLearningRate": -1} | serverLearningRate must be above 0, it is -1.0
{"bufferSize": 0} | bufferSize must be from 1 to 10000, it is 0
{"averaging": {"decay": 1}} | averaging.decay must be at least 0 and below 1, it is 1.0
{"age": {"function": "half-life"}} | age.halfLifeMs is required by the half-life function
""")
    void read_settingOutOfItsBounds_namesTheFileOfTheSettings(String aggregation, String reason)
            throws IOException {
        Path settings =
                Files.writeString(
                        directory.resolve("q.json"),
                        "{\"modelId\": \"m\", \"eventTime\": 0, \"aggregation\": "
                                + aggregation
                                + "}");
        Path whole = vector(aggregation);

        assertThatThrownBy(() -> new ModelFile(whole).read(AggregationJson.defaults()))
                .isInstanceOf(OptionsException.class)
                .hasMessage(whole + ": " + reason + "; correct the file");
        assertThatThrownBy(
                        () ->
                                SafetensorsRegistration.read(
                                                parameters(), settings, AggregationJson.defaults())
                                        .definition(AggregationConf.of(new Configuration())))
                .isInstanceOf(OptionsException.class)
                .hasMessage(settings + ": " + reason + "; correct the file");
    }

    private Path parameters() throws IOException {
        Path file = directory.resolve("model.safetensors");
        SafetensorsFile.write(file, List.of(new Tensor("w", List.of(2))), new float[2], Map.of());
        return file;
    }

    /** A registration of one vector. */
    private Path vector(String aggregation) throws IOException {
        return Files.writeString(
                directory.resolve("model.json"),
                """
                {"modelId": "m", "eventTime": 0,
                 "tensors": [{"name": "w", "shape": [2]}],
                 "plans": [],
                 "parameters": "AAAAAAAAAAA=",
                 "aggregation": %s}
                """
                        .formatted(aggregation));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    model-00002-of-00009.safetensors  | is one shard of a checkpoint: load all
                    model.safetensors.index.json      | is the index of a checkpoint in shards
                    weights.pt                        | is PyTorch's own format: save_file
                    pytorch_model.bin                 | is PyTorch's own format: save_file
                    """)
    void checkKind_filesOfOtherKinds_sayWhatToDo(String name, String message) {
        assertThatThrownBy(() -> ModelFile.checkKind(directory.resolve(name)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining(name + " " + message);
    }

    @Test
    void checkKind_models_pass() {
        ModelFile.checkKind(Path.of("model.json"));
        ModelFile.checkKind(Path.of("model-2.safetensors"));
    }
}
