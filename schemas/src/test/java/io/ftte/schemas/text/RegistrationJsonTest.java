package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.network.Network;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.parameters.HeNormal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationJsonTest {

    private static final String FILE =
            "{\"modelId\": \"m\", \"eventTime\": 5, \"tensors\": [{\"name\": \"t\", \"shape\":"
                    + " [1]}], \"plans\": [{\"planId\": 1, \"trainable\": [{\"tensor\": \"t\","
                    + " \"from\": 0, \"to\": 1}]}], \"parameters\": \"AACAPw==\", \"aggregation\":"
                    + " {\"bufferSize\": 8}}";

    @TempDir Path folder;

    @Test
    void read_aGoldenModel_givesParametersAndSettings() throws Exception {
        ModelDefinition model = golden("ftte");
        assertThat(model.head().getModelId()).isEqualTo("model-0");
        assertThat(model.head().getEventTime()).isEqualTo(1_700_000_000_000L);
        assertThat(model.parameters()).hasSize(58);
        assertThat(model.parameters()[0]).isEqualTo(-0.23227306f);
        AggregationSettings settings = model.head().getAggregation();
        assertThat(settings.getBufferSize()).isEqualTo(8);
        assertThat(settings.getServerLearningRate()).isEqualTo(0.7);
        assertThat(settings.getNormalizer()).isEqualTo("weights");
        assertThat(settings.getVariance().getWindow()).isEqualTo(32);
        assertThat(settings.getVariance().getMinimum()).isEqualTo(5);
        assertThat(settings.getMaxStaleness()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void read_otherGoldenModels_giveTheirSettings() throws Exception {
        AggregationSettings halfLife = golden("half-life").head().getAggregation();
        assertThat(halfLife.getAge().getFunction()).isEqualTo("half-life");
        assertThat(halfLife.getAge().getHalfLifeMs()).isEqualTo(4000.0);
        assertThat(halfLife.getExamples()).isEqualTo("sqrt");
        AggregationSettings hinge = golden("hinge-examples").head().getAggregation();
        assertThat(hinge.getAge().getThreshold()).isEqualTo(4.0);
        assertThat(hinge.getClipNorm()).isEqualTo(1.5);
        AggregationSettings rmsprop = golden("rmsprop").head().getAggregation();
        assertThat(rmsprop.getServerOptimizer().getName()).isEqualTo("rmsprop");
        assertThat(rmsprop.getAveragingDecay()).isEqualTo(0.9);
        assertThat(rmsprop.getCoverageFloor()).isEqualTo(0.25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftte", "half-life", "hinge-examples", "rmsprop"})
    void read_ofWritten_returnsTheModel(String name) throws Exception {
        ModelDefinition model = golden(name);
        ModelDefinition back = read(RegistrationJson.write(model));
        assertThat(back.head()).isEqualTo(model.head());
        assertThat(back.parameters()).isEqualTo(model.parameters());
    }

    @Test
    void read_architecture_isKeptAsJson() throws Exception {
        String file = FILE.replace("{\"modelId\"", "{\"architecture\": {\"a\": [1]}, \"modelId\"");
        assertThat(read(file).head().getArchitecture()).isEqualTo("{\"a\":[1]}");
        assertThat(read(RegistrationJson.write(read(file))).head()).isEqualTo(read(file).head());
    }

    @Test
    void read_architectureAlone_givesTensorsAndSeededParameters() throws Exception {
        String file =
                "{\"modelId\": \"m\", \"architecture\": {\"input\": [2], \"layers\": [{\"type\":"
                        + " \"dense\", \"name\": \"d\", \"units\": 3}]}, \"seed\": 4}";
        ModelDefinition model = read(file);
        Network network = NetworkJson.read(model.head().getArchitecture());
        assertThat(model.head().getTensors())
                .extracting(Tensor::getName)
                .containsExactly("d/kernel", "d/bias");
        assertThat(model.parameters()).isEqualTo(HeNormal.parameters(network, 4));
        assertThat(read(file.replace(", \"seed\": 4", "")).parameters())
                .isEqualTo(HeNormal.parameters(network, 0));
        assertThat(read(RegistrationJson.write(model)).head()).isEqualTo(model.head());
    }

    @Test
    void read_architectureOfMoreThanAModelMayHave_isRefusedBeforeItIsFilled() {
        assertThatThrownBy(
                        () ->
                                read(
                                        "{\"modelId\": \"m\", \"architecture\": {\"input\":"
                                                + " [30000], \"layers\": [{\"type\": \"dense\","
                                                + " \"name\": \"d\", \"units\": 30000}]}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the tensors have more than 268435456 parameters");
    }

    @Test
    void read_withoutSettings_takesTheGivenDefaults() throws Exception {
        var live =
                AggregationSettings.newBuilder(AggregationJson.defaults())
                        .setMaxStaleness(1000)
                        .build();
        Path file = folder.resolve("model.json");
        Files.writeString(file, FILE);
        assertThat(RegistrationJson.read(file, live).head().getAggregation().getMaxStaleness())
                .isEqualTo(1000);
        Files.writeString(file, FILE.replace("\"bufferSize\": 8", "\"maxStaleness\": 4"));
        assertThat(RegistrationJson.read(file, live).head().getAggregation().getMaxStaleness())
                .isEqualTo(4);
        Files.writeString(file, FILE.replace(", \"aggregation\": {\"bufferSize\": 8}", ""));
        assertThat(RegistrationJson.read(file, live).head().getAggregation()).isEqualTo(live);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
"bufferSize": 8 | "bufferSise": 8        | aggregation.bufferSise is unknown
"bufferSize": 8 | "bufferSize": 8.0      | aggregation.bufferSize must be an
"bufferSize": 8 | "age": {"rat": 1}      | aggregation.age.rat is unknown
"bufferSize": 8 | "age": {"rate": "1"}   | aggregation.age.rate must be a number
"bufferSize": 8 | "age": 7               | aggregation.age must be a JSON object
"bufferSize": 8 | "normalizer": "sum"    | aggregation.normalizer must be one of contributions, weights, not "sum"; the nearest is weights
"bufferSize": 8 | "normalizer": 7        | must be one of contributions, weights, not 7
"bufferSize": 8 | "averaging": {}        | aggregation.averaging.decay is missing
"eventTime": 5  | "eventTime": 5, "x": 1 | x is unknown; known are aggregation
"eventTime": 5  | "x": 5                 | eventTime is missing
"eventTime": 5  | "eventTime": "5"       | eventTime must be an integer
"name": "t"     | "name": "t", "y": 1    | tensors[0].y is unknown
"shape": [1]    | "shape": [1.5]         | tensors[0].shape must be an array of
"eventTime": 5  | "eventTime": 5, "personal": "t" | personal must be a list of strings, not "t"
"to": 1         | "to": 1, "z": 2        | plans[0].trainable[0].z is unknown
"AACAPw=="      | "AACA"                 | parameters has 3 bytes
"AACAPw=="      | "%"                    | parameters is not base64
"AACAPw=="      | "AACAPwAAgD8="         | expected 1 parameters, found 2
"AACAPw=="      | "AADAfw=="             | parameter 0 is not finite
"modelId": "m"  | "modelId": "m", "modelId": "n" | Duplicate field
8}}             | 8}} {}                 | not valid JSON
8}}             | 8}                     | not valid JSON
""")
    void read_aSpoiltFile_namesFileAndFault(String part, String instead, String reason) {
        assertThat(FILE).contains(part);
        assertThatThrownBy(() -> read(FILE.replace(part, instead)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model.json")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void read_anEmptyFile_isRefused() {
        assertThatThrownBy(() -> read("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void read_aMissingFile_isAnIoError() {
        assertThatThrownBy(() -> RegistrationJson.read(folder.resolve("none.json")))
                .isInstanceOf(IOException.class);
    }

    private ModelDefinition read(String json) throws IOException {
        Path file = folder.resolve("model.json");
        Files.writeString(file, json);
        return RegistrationJson.read(file);
    }

    private static ModelDefinition golden(String name) throws Exception {
        var resource = RegistrationJsonTest.class.getResource("/golden/" + name + "-model.json");
        return RegistrationJson.read(Path.of(resource.toURI()));
    }
}
