package io.ftte.operators.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.LayerMatrix;
import io.ftte.aggregation.SpectralStep;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.RoutedOutput;
import io.ftte.operators.fixtures.TwoInputStage;
import io.ftte.operators.stream.LayerCommand;
import io.ftte.operators.stream.LayerKey;
import io.ftte.operators.stream.LayerPart;
import io.ftte.operators.stream.LayerTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerGatherTest {
    private static final LayerKey KEY = new LayerKey("m", 2, 1);

    private final List<LayerTask> tasks = new ArrayList<>();
    private TwoInputStage<LayerKey, LayerCommand, LayerPart, LayerTask> layers;

    @BeforeEach
    void open() throws Exception {
        layers =
                new TwoInputStage<>(
                        Harnesses.layers(),
                        LayerCommand::key,
                        LayerPart::key,
                        new RoutedOutput<>(tasks::add));
    }

    @AfterEach
    void close() throws Exception {
        layers.close();
    }

    private void command(long version, int parts) throws Exception {
        layers.first(
                new LayerCommand(
                        KEY,
                        version,
                        new int[] {1},
                        new double[] {2},
                        parts,
                        new LayerMatrix("w", 0, 2, 2, false),
                        new SpectralStep(0.1, 1e-3, 0),
                        1_024,
                        new int[] {0}));
    }

    private void part(long version, int slice) throws Exception {
        layers.second(
                new LayerPart(KEY, version, 1, slice, new int[] {slice, 1}, new float[] {slice}));
    }

    /** Tasks as "version: slices". */
    private List<String> taken() {
        List<String> taken =
                tasks.stream()
                        .map(
                                task ->
                                        task.command().version()
                                                + ": "
                                                + Arrays.stream(task.parts())
                                                        .map(LayerPart::slice)
                                                        .toList())
                        .toList();
        tasks.clear();
        return taken;
    }

    private void assertNothingIsLeft() {
        assertThat(layers.entriesBySubtask()).containsOnly(0);
    }

    @Test
    void gather_commandOrPartsFirst_givesOneTaskAndLeavesNothing() throws Exception {
        command(1, 2);
        part(1, 0);
        assertThat(taken()).isEmpty();
        part(1, 1);
        assertThat(taken()).containsExactly("1: [0, 1]");
        part(2, 1);
        part(2, 0);
        assertThat(taken()).isEmpty();
        command(2, 2);
        assertThat(taken()).containsExactly("2: [1, 0]");
        assertNothingIsLeft();
    }

    @Test
    void gather_laterVersionWholeFirst_doesNotWaitForTheEarlier() throws Exception {
        command(1, 2);
        part(1, 0);
        command(2, 1);
        part(2, 0);
        assertThat(taken()).containsExactly("2: [0]");
        part(1, 1);
        assertThat(taken()).containsExactly("1: [0, 1]");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void restart_someOfBothThere_goesOn(int parallelism) throws Exception {
        command(1, 2);
        part(1, 0);
        part(2, 0);
        layers.restart(parallelism);
        part(1, 1);
        command(2, 1);
        assertThat(taken()).containsExactly("1: [0, 1]", "2: [0]");
        assertNothingIsLeft();
    }
}
