package io.ftte.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Presets in the methods of an experiment. */
class ExperimentFileTest {
    private static final String HEAD =
            """
            name: small
            data: digits
            network: {input: [64], layers: [{name: output, type: dense, units: 10}]}
            seeds: [1]
            target: 0.7
            training: {steps: 5, batch: 20, rate: 0.1}
            evaluation: {every: 20, examples: 100}
            horizon: 100
            concurrency: 8
            fleet: {devices: 20, stragglers: 0.5, partition: {kind: dirichlet, alpha: 0.3}}
            methods:
            """;

    @TempDir private Path directory;

    @Test
    void read_methodWithAPreset_hasTheSettingsWrittenOut() throws IOException {
        List<AggregationSettings> methods =
                read(
                        """
                          - name: preset
                            aggregation: {preset: ftte, bufferSize: 4, age: {exponent: 0.7}}
                          - name: written out
                            aggregation:
                              bufferSize: 4
                              serverLearningRate: 0.03
                              age: {function: polynomial, exponent: 0.7}
                              variance: {exponent: 0}
                              serverOptimizer: {name: spectral, epsilon: 0.001}
                              averaging: {decay: 0.9}
                        """);

        assertThat(methods.get(0)).isEqualTo(methods.get(1));
    }

    /** So that the files of published results mean what they meant. */
    @Test
    void read_methodWithoutAPreset_hasTheSchemasDefaultsAlthoughThereAreLayers()
            throws IOException {
        assertThat(read("  - {name: a}\n  - {name: b, aggregation: {bufferSize: 10}}\n"))
                .containsOnly(AggregationJson.defaults());
    }

    @Test
    void read_ratesOfASpectralMethod_areTakenAsTheyStand() throws IOException {
        assertThat(
                        read(
                                "  - name: a\n"
                                        + "    serverLearningRates: [0.01, 1]\n"
                                        + "    aggregation: {serverOptimizer: {name: spectral}}\n"))
                .extracting(AggregationSettings::getServerLearningRate)
                .containsExactly(0.01, 1.0);
    }

    @Test
    void read_unknownPreset_namesThePlaceAndTheNearest() {
        assertThatThrownBy(() -> read("  - {name: a, aggregation: {preset: fedbuf}}\n"))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("methods[0].aggregation.preset must be one of ")
                .hasMessageEndingWith("the nearest is fedbuff");
    }

    private List<AggregationSettings> read(String methods) throws IOException {
        Path file = Files.writeString(directory.resolve("small.yaml"), HEAD + methods);
        return new ExperimentFile(file)
                .read(Optional.empty(), Optional.empty()).cells().stream()
                        .flatMap(cell -> cell.methods().stream())
                        .map(MethodSpec::aggregation)
                        .toList();
    }
}
