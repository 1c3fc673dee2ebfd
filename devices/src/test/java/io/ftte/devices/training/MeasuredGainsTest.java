package io.ftte.devices.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.data.Digits;
import io.ftte.devices.data.Seeds;
import io.ftte.devices.fixtures.TestNetworks;
import io.ftte.network.Network;
import io.ftte.ondevice.training.MeasuredGains;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.parameters.HeNormal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredGainsTest {

    private static final Network MLP = TestNetworks.mlp(32);

    @Test
    void measure_digitsFromScratch_hiddenKernelIsWorthMoreThanItsBias() {
        List<String> progress = new ArrayList<>();

        Map<String, Double> gains = gains(60).measure(progress::add);

        assertThat(progress).containsExactly("classifier", "biases@2", "dense1/kernel");
        assertThat(gains).containsOnlyKeys("biases@2", "dense1/kernel");
        assertThat(gains.get("dense1/kernel")).isGreaterThan(0.02);
        assertThat(gains.get("dense1/kernel")).isGreaterThan(gains.get("biases@2"));
        assertThat(gains(60).measure(group -> {})).isEqualTo(gains);
    }

    private static MeasuredGains gains(int steps) {
        return new MeasuredGains(
                MLP,
                HeNormal.parameters(MLP, 1),
                Digits.load().split(0.2, Seeds.generator(1, 0)::nextInt),
                new TrainingSettings(steps, 20, 0.2f),
                1);
    }
}
