package io.ftte.schemas.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsModelTest {

    private static final String ARCHITECTURE =
            "{\"input\":[2],\"layers\":["
                    + "{\"type\":\"dense\",\"name\":\"net.0\",\"units\":3,\"activation\":\"relu\"},"
                    + "{\"type\":\"dense\",\"name\":\"net.2\",\"units\":2}]}";

    @TempDir Path folder;

    @Test
    void read_noArchitecture_keepsNamesAndOrder() throws Exception {
        Path file = file(tensor("z.weight", 2, 1), tensor("a.bias", 3));

        ModelDefinition model = definition(file, "{\"modelId\":\"m\"}");

        assertThat(model.head().getTensors())
                .containsExactly(tensor("z.weight", 2, 1), tensor("a.bias", 3));
        assertThat(model.parameters()).containsExactly(0, 1, 2, 3, 4);
        assertThat(model.head().getPlans())
                .containsExactly(
                        new Plan(
                                1,
                                List.of(
                                        new TensorRange("z.weight", 0, 2),
                                        new TensorRange("a.bias", 0, 3)),
                                null));
        assertThat(model.head().getEventTime()).isEqualTo(42);
        assertThat(model.head().getArchitecture()).isNull();
    }

    @Test
    void read_settings_areTheRegistrations() throws Exception {
        ModelDefinition model =
                definition(
                        file(tensor("w", 4)),
                        "{\"modelId\":\"m\",\"eventTime\":7,\"plans\":[{\"planId\":3,\"trainable\":"
                                + "[{\"tensor\":\"w\",\"from\":1,\"to\":2}]}],"
                                + "\"aggregation\":{\"bufferSize\":4}}");

        assertThat(model.head().getEventTime()).isEqualTo(7);
        assertThat(model.head().getPlans())
                .containsExactly(new Plan(3, List.of(new TensorRange("w", 1, 2)), null));
        assertThat(model.head().getAggregation().getBufferSize()).isEqualTo(4);
    }

    @Test
    void read_architectureAndPyTorchNames_takesTheNetworksOrder() throws Exception {
        Path file =
                file(
                        tensor("net.0.bias", 3),
                        tensor("net.0.weight", 3, 2),
                        tensor("net.2/bias", 2),
                        tensor("net.2/kernel", 2, 3));

        ModelDefinition model =
                definition(file, "{\"modelId\":\"m\",\"architecture\":" + ARCHITECTURE + "}");

        assertThat(model.head().getTensors())
                .containsExactly(
                        tensor("net.0/kernel", 3, 2),
                        tensor("net.0/bias", 3),
                        tensor("net.2/kernel", 2, 3),
                        tensor("net.2/bias", 2));
        assertThat(model.parameters())
                .containsExactly(3, 4, 5, 6, 7, 8, 0, 1, 2, 11, 12, 13, 14, 15, 16, 9, 10);
        assertThat(model.head().getArchitecture()).isEqualTo(ARCHITECTURE);
        assertThat(model.head().getPlans())
                .singleElement()
                .extracting(Plan::getPlanId)
                .isEqualTo(1);
    }

    @Test
    void read_countersOfNormalisation_areLeftOutAndStatisticsDoNotTrain() throws Exception {
        Path file =
                RawFile.write(
                        folder.resolve("model.safetensors"),
                        "{"
                                + RawFile.entry("bn.weight", "F32", "[1]", 0, 4)
                                + ","
                                + RawFile.entry("bn.running_var", "F32", "[1]", 4, 8)
                                + ","
                                + RawFile.entry("bn.num_batches_tracked", "I64", "[]", 8, 16)
                                + "}",
                        new byte[16]);

        SafetensorsModel model = SafetensorsModel.read(file, Optional.empty());

        assertThat(model.tensors())
                .containsExactly(tensor("bn.weight", 1), tensor("bn.running_var", 1));
        assertThat(model.leftOut()).containsExactly("bn.num_batches_tracked");
        assertThat(definition(file, "{\"modelId\":\"m\"}").head().getPlans())
                .containsExactly(new Plan(1, List.of(new TensorRange("bn.weight", 0, 1)), null));
    }

    @Test
    void read_otherIntegers_areRefused() throws Exception {
        Path file =
                RawFile.write(
                        folder.resolve("model.safetensors"),
                        "{" + RawFile.entry("steps", "I64", "[]", 0, 8) + "}",
                        new byte[8]);
        assertThatThrownBy(() -> SafetensorsModel.read(file, Optional.empty()))
                .hasMessageContaining("'steps' has the type 'I64'; parameters are F64, F32");
    }

    @Test
    void read_names_areRememberedAsTheyCame() throws Exception {
        Path pyTorch =
                file(
                        tensor("net.0.weight", 3, 2),
                        tensor("net.0.bias", 3),
                        tensor("net.2.weight", 2, 3),
                        tensor("net.2.bias", 2));
        assertThat(SafetensorsModel.read(pyTorch, Optional.of(ARCHITECTURE)).source())
                .isEqualTo(new SafetensorsModel.Source(true, Map.of()));
        assertThat(SafetensorsModel.read(pyTorch, Optional.empty()).source().pyTorchNames())
                .as("without an architecture names stay what they are")
                .isFalse();
    }

    @Test
    void read_aliases_areThoseThatNameATensor() throws Exception {
        Path file = folder.resolve("tied.safetensors");
        SafetensorsFile.write(
                file,
                List.of(tensor("embed.weight", 2)),
                new float[] {1, 2},
                Map.of(
                        "head.weight",
                        "embed.weight",
                        "format",
                        "pt",
                        "embed.weight",
                        "embed.weight"));
        assertThat(SafetensorsModel.read(file, Optional.empty()).source().aliases())
                .containsExactly(Map.entry("head.weight", "embed.weight"));
    }

    @Test
    void read_metadataThatIsNull_isNone() throws Exception {
        Path file =
                RawFile.write(
                        folder.resolve("null.safetensors"),
                        "{\"__metadata__\":null," + RawFile.entry("w", "F32", "[1]", 0, 4) + "}",
                        new byte[4]);
        assertThat(SafetensorsModel.read(file, Optional.empty()).tensors())
                .containsExactly(tensor("w", 1));
    }

    @Test
    void read_longMetadata_isRead() throws Exception {
        Path file = folder.resolve("long.safetensors");
        SafetensorsFile.write(
                file,
                List.of(tensor("w", 1)),
                new float[] {1},
                Map.of("notes", "x".repeat(21_000_000), "n".repeat(60_000), "long name"));
        assertThat(SafetensorsModel.read(file, Optional.empty()).parameters()).containsExactly(1);
    }

    @Test
    void read_notTheArchitecturesTensors_saysWhich() throws Exception {
        Tensor kernel = tensor("net.0.weight", 3, 2);
        Tensor bias = tensor("net.0.bias", 3);
        Tensor last = tensor("net.2.weight", 2, 3);

        assertRefused(
                file(kernel, bias, last, tensor("net2.bias", 2)),
                "there is no tensor net.2/bias or net.2.bias; the nearest is 'net2.bias'");
        assertRefused(file(kernel, bias, last), "there is no tensor net.2/bias or net.2.bias");
        assertRefused(
                file(tensor("net.0.weight", 2, 3), bias, last, tensor("net.2.bias", 2)),
                "'net.0.weight' has the shape [2, 3]; the architecture needs [3, 2]");
        assertRefused(
                file(kernel, bias, last, tensor("net.2.bias", 2), tensor("bn.weight", 3)),
                "'bn.weight' belongs to no layer of the architecture; leave it out");
        assertRefused(
                file(kernel, tensor("net.0/kernel", 3, 2), bias, last, tensor("net.2.bias", 2)),
                "'net.0.weight' belongs to no layer");
    }

    @Test
    void read_notFinite_namesTensorAndElement() throws Exception {
        Path file = folder.resolve("nan.safetensors");
        SafetensorsFile.write(
                file,
                List.of(tensor("a", 2), tensor("b", 2)),
                new float[] {1, 2, 3, Float.NaN},
                Map.of());

        assertThatThrownBy(() -> SafetensorsModel.read(file, Optional.empty()))
                .hasMessageStartingWith(file + ": element 1 of tensor 'b' is NaN");
    }

    @Test
    void read_nothingToTrain_refused() throws Exception {
        assertThatThrownBy(() -> SafetensorsModel.read(file(), Optional.empty()))
                .hasMessageContaining("it has 0 parameters; a model has 1 to 2^31-1");
        assertThatThrownBy(() -> SafetensorsModel.read(file(tensor("e", 0)), Optional.empty()))
                .hasMessageContaining("'e' has the shape [0], no elements; leave it out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
                    {}                                      | modelId is missing
                    {"modelId":"m","tensors":[]}            | tensors must not stand here
                    {"modelId":"m","parameters":""}         | parameters must not stand here
                    {"modelId":"m","seed":1}                | seed must not stand here
                    {"modelId":"m","plan":[]}               | plan is unknown
                    {"modelId":"m","architecture":{}}       | architecture.input is missing
                    {"modelId":"m"                          | not valid JSON
                    """)
    void readSettings_wrong_saysWhatInOneLine(String json, String message) throws Exception {
        Path settings = Files.writeString(folder.resolve("settings.json"), json);
        assertThatThrownBy(() -> RegistrationSettings.read(settings, AggregationJson.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(settings + ": ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> SafetensorsModel.read(file, Optional.of(ARCHITECTURE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    private ModelDefinition definition(Path file, String settings) throws IOException {
        RegistrationSettings read =
                RegistrationSettings.read(
                        Files.writeString(folder.resolve("settings.json"), settings),
                        AggregationJson.defaults());
        SafetensorsModel model = SafetensorsModel.read(file, read.architecture());
        return read.definition(model.tensors(), model.parameters(), 42);
    }

    /** A file whose numbers count from 0. */
    private Path file(Tensor... tensors) throws IOException {
        int count =
                Arrays.stream(tensors)
                        .mapToInt(t -> t.getShape().stream().reduce(1, (a, b) -> a * b))
                        .sum();
        float[] parameters = new float[count];
        for (int i = 0; i < count; i++) {
            parameters[i] = i;
        }
        Path file = folder.resolve("model.safetensors");
        SafetensorsFile.write(file, List.of(tensors), parameters, Map.of());
        return file;
    }

    private static Tensor tensor(String name, Integer... shape) {
        return new Tensor(name, List.of(shape));
    }
}
