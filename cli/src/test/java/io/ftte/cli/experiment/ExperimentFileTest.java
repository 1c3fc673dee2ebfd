package io.ftte.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.devices.simulation.Method;
import io.ftte.devices.simulation.World;
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

/** The methods of an experiment: their presets and plans. */
class ExperimentFileTest {
    private static final String HEAD =
            """
            name: small
            data: digits
            network: {input: [64], layers: [
              {name: hidden, type: dense, units: 8, activation: relu},
              {name: output, type: dense, units: 10}]}
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

    /** A rate that is passed over shows after hours of training only. */
    @Test
    void read_ratesThatAreNoListOfRates_areRefused() {
        String must = "methods[0].serverLearningRates must be a list of numbers such as [0.01, 1]";
        assertRefused("  - {name: a, serverLearningRates: 0.01}\n", must + ", not 0.01");
        assertRefused("  - {name: a, serverLearningRates: {a: 0.01}}\n", must);
        assertRefused("  - {name: a, serverLearningRates: [high]}\n", must + ", not \"high\"");
        assertRefused("  - {name: a, serverLearningRates: []}\n", must + ", not []");
        assertRefused("  - {name: a, serverLearningRates: [1, 0]}\n", "serverLearningRate");
        assertRefused("  - {name: a, serverLearningRates: [.inf]}\n", "correct the YAML");
        assertRefused("  - {name: a, serverLearningRates: [1e999]}\n", "serverLearningRate");
    }

    @Test
    void read_secondDocumentOrAlias_isRefused() {
        assertRefused("  - {name: a}\n---\nname: b\n", "a second document begins; write one");
        assertRefused("  - {name: &n a}\n  - {name: *n}\n", "*n stands for something else");
    }

    @Test
    void read_unknownPreset_namesThePlaceAndTheNearest() {
        assertThatThrownBy(() -> read("  - {name: a, aggregation: {preset: fedbuf}}\n"))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("methods[0].aggregation.preset must be one of ")
                .hasMessageEndingWith("the nearest is fedbuff");
    }

    @Test
    void read_planOfNothing_saysWhatToWrite() {
        assertThatThrownBy(() -> read("  - {name: a, plan: {memory: 0.5, everything: true}}\n"))
                .isInstanceOf(OptionsException.class)
                .hasMessageEndingWith(
                        "methods[0].plan must give one of memory, lastLayers and everything: true");
        assertThatThrownBy(() -> read("  - {name: a, plan: {parts: 0}}\n"))
                .hasMessageEndingWith("methods[0].plan.parts must be at least 1, not 0");
    }

    /** A set as the solver's plan is cut, and a plan of the fast devices that has all of it. */
    @Test
    void read_partsAndFastPlan_areTheMethodsTiers() throws IOException {
        Cell cell = cell("  - {name: a, plan: {lastLayers: 2, parts: 3}, fastPlan: {parts: 2}}\n");
        World world = new World(cell.setting(), 1);

        Method method = cell.methods().get(0).in(world);

        assertThat(method.tiers()).extracting(List::size).containsExactly(3, 2);
        assertThat(method.plans()).doesNotHaveDuplicates();
    }

    @Test
    void read_personalTensors_areInNoPlan() throws IOException {
        Cell cell = cell("  - {name: a, personal: [output/bias], fastPlan: {lastLayers: 1}}\n");
        World world = new World(cell.setting(), 1);

        assertThatThrownBy(() -> cell.methods().get(0).in(world)).hasMessageContaining("fastPlan");
        Method method = cell("  - {name: a, personal: [output/bias]}\n").methods().get(0).in(world);

        assertThat(method.personal().cardinality()).isEqualTo(10);
        assertThat(method.plans().get(0).intersects(method.personal())).isFalse();
        assertThat(method.plans().get(0).cardinality()).isEqualTo(65 * 8 + 8 * 10);
    }

    @Test
    void read_unknownPersonalTensor_namesTheNearest() {
        assertThatThrownBy(() -> read("  - {name: a, personal: [output/bais]}\n"))
                .isInstanceOf(OptionsException.class)
                .hasMessageEndingWith(
                        "methods[0].personal names output/bais, which the network does not have;"
                                + " the nearest is output/bias");
        assertThatThrownBy(() -> read("  - {name: a, personal: output/bias}\n"))
                .hasMessageEndingWith(
                        "methods[0].personal must be a list of tensors such as [output/bias]");
    }

    @Test
    void in_everythingThatAPlanTrainsIsPersonal_saysWhatToDo() throws IOException {
        MethodSpec method =
                cell("  - {name: a, plan: {lastLayers: 1},"
                                + " personal: [output/kernel, output/bias]}\n")
                        .methods()
                        .get(0);
        World world = new World(cell("  - {name: a}\n").setting(), 1);

        assertThatThrownBy(() -> method.in(world))
                .hasMessage(
                        "all that a plan trains is personal:"
                                + " give a larger plan or fewer tensors");
    }

    /** Else everything that was run before would be run anew. */
    @Test
    void method_withoutNewerSettings_isWrittenAsBefore() throws IOException {
        assertThat(cell("  - {name: a}\n").methods().get(0).toString())
                .startsWith(
                        "MethodSpec[name=a, rounds=false, concurrency=8, plan=PlanSpec["
                                + "lastLayers=OptionalInt.empty, memory=OptionalDouble.empty],"
                                + " fastPlan=Optional.empty, encoding=F32, mixing=false,"
                                + " microBatch=20, logitAdjustment=false, horizon=100,"
                                + " aggregation={")
                .endsWith(", written={\"name\":\"a\"}]");
    }

    private void assertRefused(String methods, String message) {
        assertThatThrownBy(() -> read(methods))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining(message)
                .message()
                .containsOnlyOnce("small.yaml");
    }

    private List<AggregationSettings> read(String methods) throws IOException {
        return cell(methods).methods().stream().map(MethodSpec::aggregation).toList();
    }

    private Cell cell(String methods) throws IOException {
        Path file = Files.writeString(directory.resolve("small.yaml"), HEAD + methods);
        return new ExperimentFile(file).read(Optional.empty(), Optional.empty()).cells().get(0);
    }
}
