package io.ftte.devices.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.data.Digits;
import io.ftte.devices.data.Seeds;
import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.text.NetworkJson;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenOutputsTest {
    private static final Network NETWORK =
            NetworkJson.read(
                    """
{"input": [1, 8, 8], "layers": [
  {"name": "conv1", "type": "conv2d", "filters": 4, "kernel": 3, "padding": 1, "activation": "relu"},
  {"type": "max-pool", "size": 2},
  {"name": "conv2", "type": "conv2d", "filters": 8, "kernel": 3, "padding": 1, "activation": "relu"},
  {"name": "conv3", "type": "conv2d", "filters": 8, "kernel": 3, "padding": 1, "activation": "relu"},
  {"type": "global-average-pool"},
  {"name": "dense", "type": "dense", "units": 10}]}
""");
    private static final TrainingSettings SETTINGS = new TrainingSettings(5, 20, 0.1f);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void train_frozenLayersRunOnce_givesTheBitsOfTheWholeNetwork(int first) {
        float[] parameters = HeNormal.parameters(NETWORK, 1);
        Examples digits = Digits.load();
        BitSet plan = partOf(first);
        Suffix suffix = Suffix.from(NETWORK, first);
        PlanTrainer trainer = new PlanTrainer(suffix, plan, new BitSet(), plan, SETTINGS);
        Examples outputs = FrozenOutputs.of(digits, suffix, parameters);

        float[] cached = trainer.train(parameters, outputs, Seeds.generator(1, 1)).delta();
        float[] again = trainer.train(parameters, outputs, Seeds.generator(1, 1)).delta();
        float[] whole =
                new LocalTrainer(NETWORK, SETTINGS)
                        .train(
                                parameters,
                                TrainableSubset.of(0, plan),
                                digits,
                                Seeds.generator(1, 1)::nextInt);

        assertThat(cached).isEqualTo(whole);
        assertThat(again).isEqualTo(whole);
    }

    /** Half of a layer's input channels, its bias, and everything behind it. */
    private static BitSet partOf(int first) {
        List<LayerPlan> layers =
                NETWORK.weights().stream()
                        .map(
                                w -> {
                                    if (w.index() < first) {
                                        return LayerPlan.FROZEN;
                                    }
                                    List<Integer> all = LayerPlan.all(w).inputChannels();
                                    boolean half = w.index() == first && first < 3;
                                    return new LayerPlan(
                                            true,
                                            half ? all.subList(0, (all.size() + 1) / 2) : all);
                                })
                        .toList();
        return new NetworkPlan(NETWORK, layers).indices();
    }
}
