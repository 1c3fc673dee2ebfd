package io.ftte.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.network.Network;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupGainsTest {

    private static final Network NETWORK = Models.cifar().network();

    @Test
    void weights_wholeKernel_isSharedByEighths() {
        Gains gains = new GroupGains(NETWORK, Map.of("conv6/kernel", 0.8, "conv6/kernel@3/8", 0.7));

        assertThat(gains.weights(NETWORK.weights().get(5), 2)).isEqualTo(0.2);
        assertThat(gains.weights(NETWORK.weights().get(5), 3)).isEqualTo(0.7);
        assertThat(gains.weights(NETWORK.weights().get(5), 8)).isEqualTo(0.8);
        assertThat(gains.weights(NETWORK.weights().get(4), 8)).isZero();
    }

    @Test
    void biases_single_addUpUnlessMeasuredTogether() {
        Gains gains =
                new GroupGains(
                        NETWORK,
                        Map.of(
                                "dense/bias",
                                1.0,
                                "conv6/bias",
                                2.0,
                                "conv5/bias",
                                4.0,
                                "biases@3",
                                9.0));

        assertThat(gains.biases(1)).isEqualTo(1.0);
        assertThat(gains.biases(2)).isEqualTo(3.0);
        assertThat(gains.biases(3)).isEqualTo(9.0);
        assertThat(gains.biases(4)).isEqualTo(7.0);
    }

    @Test
    void gains_unknownGroupOrNoNumber_isRefused() {
        assertThatThrownBy(() -> new GroupGains(NETWORK, Map.of("conv6/kernal", 1.0)))
                .hasMessageContaining("no tensor group conv6/kernal; the nearest is conv6/kernel");
        assertThatThrownBy(() -> new GroupGains(NETWORK, Map.of("conv6/bias", Double.NaN)))
                .hasMessageContaining("gain of conv6/bias is NaN");
    }

    @Test
    void parameterGains_ofEverything_isTheParameterCount() {
        Gains gains = new ParameterGains(NETWORK);

        double sum = gains.biases(7);
        for (var weights : NETWORK.weights()) {
            sum += gains.weights(weights, 8);
        }
        assertThat(sum).isEqualTo(107_338);
    }
}
