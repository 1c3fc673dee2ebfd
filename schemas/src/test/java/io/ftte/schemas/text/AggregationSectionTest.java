package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which registrations take a preset that they do not name, and what is written of it. */
class AggregationSectionTest {
    private static final String ARCHITECTURE =
            "{\"input\": [2], \"layers\": [{\"type\": \"dense\", \"name\": \"d\", \"units\": 3}]}";

    /** What a live job's registrations have where nothing is said; no preset changes the bound. */
    private static final AggregationSettings LIVE =
            AggregationSettings.newBuilder(AggregationJson.defaults())
                    .setMaxStaleness(1000)
                    .build();

    private static final AggregationSettings FTTE = Preset.FTTE.over(LIVE);

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"preset\": null}", "{\"bufferSize\": 10}", "null"})
    void registration_architectureWithoutAStep_takesFtte(String aggregation) throws Exception {
        assertThat(registered(ARCHITECTURE, aggregation)).isEqualTo(FTTE);
    }

    @Test
    void registration_architectureAndNoSection_takesFtte() throws Exception {
        Path file = folder.resolve("model.json");
        Files.writeString(file, "{\"modelId\": \"m\", \"architecture\": " + ARCHITECTURE + "}");
        assertThat(RegistrationJson.read(file, LIVE).head().getAggregation()).isEqualTo(FTTE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
                    {"serverLearningRate": 1.0}          | 1.0
                    {"serverOptimizer": {"name": "sgd"}} | 1.0
                    {"serverOptimizer": null}            | 1.0
                    {"serverLearningRate": 0.7}          | 0.7
                    """)
    void registration_architectureWithAPartOfTheStep_hasTheSchemasDefaults(
            String aggregation, double rate) throws Exception {
        assertThat(registered(ARCHITECTURE, aggregation))
                .isEqualTo(
                        AggregationSettings.newBuilder(LIVE).setServerLearningRate(rate).build());
    }

    @Test
    void registration_architectureAndAnotherPreset_takesThatOne() throws Exception {
        assertThat(registered(ARCHITECTURE, "{\"preset\": \"fedasync\"}"))
                .isEqualTo(Preset.FEDASYNC.over(LIVE));
    }

    @Test
    void registration_tensorsWithoutArchitecture_hasTheSchemasDefaults() throws Exception {
        Path file = folder.resolve("model.json");
        Files.writeString(file, tensors(""));
        assertThat(RegistrationJson.read(file, LIVE).head().getAggregation()).isEqualTo(LIVE);
        Files.writeString(file, tensors("\"architecture\": " + ARCHITECTURE + ","));
        assertThat(RegistrationJson.read(file, LIVE).head().getAggregation()).isEqualTo(FTTE);
    }

    @Test
    void registration_tensorsFromAFile_takesFtteWhereOneIsAMatrix() throws Exception {
        Tensor vector = new Tensor("b", List.of(4));
        Tensor matrix = new Tensor("w", List.of(2, 3));
        assertThat(fromFile("{\"modelId\": \"m\"}", vector)).isEqualTo(LIVE);
        assertThat(fromFile("{\"modelId\": \"m\"}", vector, matrix)).isEqualTo(FTTE);
        assertThat(
                        fromFile(
                                "{\"modelId\": \"m\", \"aggregation\": {\"serverLearningRate\":"
                                        + " 1}}",
                                matrix))
                .isEqualTo(LIVE);
        assertThat(
                        fromFile(
                                "{\"modelId\": \"m\", \"aggregation\": {\"preset\": \"fedbuff\"}}",
                                matrix))
                .isEqualTo(Preset.FEDBUFF.over(LIVE));
        assertThat(fromFile("{\"modelId\": \"m\", \"architecture\": " + ARCHITECTURE + "}", vector))
                .isEqualTo(FTTE);
    }

    @Test
    void write_aRegistrationWithAPreset_showsTheSettingsAndNothingOfIt() throws Exception {
        Path file = folder.resolve("model.json");
        Files.writeString(file, model(ARCHITECTURE, "{\"preset\": \"ftte\"}"));
        ModelDefinition model = RegistrationJson.read(file, LIVE);

        String written = RegistrationJson.write(model);

        var aggregation = new ObjectMapper().readTree(written).get("aggregation");
        assertThat(aggregation.has("preset")).isFalse();
        assertThat(aggregation.at("/serverOptimizer/name").asText()).isEqualTo("spectral");
        assertThat(aggregation.at("/averaging/decay").asDouble()).isEqualTo(0.9);
        Files.writeString(file, written);
        assertThat(RegistrationJson.read(file).head()).isEqualTo(model.head());
    }

    private AggregationSettings registered(String architecture, String aggregation)
            throws IOException {
        Path file = folder.resolve("model.json");
        Files.writeString(file, model(architecture, aggregation));
        return RegistrationJson.read(file, LIVE).head().getAggregation();
    }

    private static String model(String architecture, String aggregation) {
        return "{\"modelId\": \"m\", \"architecture\": %s, \"aggregation\": %s}"
                .formatted(architecture, aggregation);
    }

    /** The tensors of the architecture, written out. */
    private static String tensors(String architecture) {
        return ("{\"modelId\": \"m\", \"eventTime\": 0, %s \"tensors\": [{\"name\": \"d/kernel\","
                        + " \"shape\": [3, 2]}, {\"name\": \"d/bias\", \"shape\": [3]}],"
                        + " \"plans\": [], \"parameters\": \"%s\"}")
                .formatted(architecture, "A".repeat(48));
    }

    private AggregationSettings fromFile(String settings, Tensor... tensors) throws IOException {
        Path file = Files.writeString(folder.resolve("settings.json"), settings);
        int count = 0;
        for (Tensor tensor : tensors) {
            count += tensor.getShape().stream().reduce(1, (a, b) -> a * b);
        }
        return RegistrationSettings.read(file, LIVE)
                .definition(List.of(tensors), new float[count], 0)
                .head()
                .getAggregation();
    }
}
