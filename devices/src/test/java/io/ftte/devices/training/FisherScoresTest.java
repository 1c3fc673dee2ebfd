package io.ftte.devices.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ftte.devices.data.Digits;
import io.ftte.devices.fixtures.TestNetworks;
import io.ftte.network.Network;
import io.ftte.network.Weights;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.FisherScores;
import io.ftte.schemas.parameters.HeNormal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FisherScoresTest {

    private static final Network MLP = TestNetworks.mlp(6);

    private final Dataset data = Digits.load().subset(new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    private final float[] parameters = HeNormal.parameters(MLP, 5);

    /**
     * The definition, with Σ a·g of a hidden channel as the slope of the loss when its activation
     * is scaled, which is to scale the next layer's weights on it; of a logit, as it is scaled
     * itself.
     */
    @Test
    void of_hiddenLayerAndLogits_isTheDefinitionByFiniteDifferences() {
        double hidden = 0;
        double logits = 0;
        Weights last = MLP.weights().get(1);
        for (int example = 0; example < data.size(); example++) {
            Dataset one = data.subset(new int[] {example});
            for (int channel = 0; channel < 6; channel++) {
                double slope = 0;
                for (int run = 0; run < last.runs(); run++) {
                    slope += slope(one, last.runStart(run, channel));
                }
                hidden += slope * slope;
            }
            for (int logit = 0; logit < 10; logit++) {
                double slope = slope(one, last.bias().offset() + logit);
                for (int i = 0; i < 6; i++) {
                    slope += slope(one, last.kernel().offset() + 6 * logit + i);
                }
                logits += slope * slope;
            }
        }

        Map<String, Float> scores = new FisherScores(MLP).of(parameters, data);

        double first = scores.get("dense1/kernel") + scores.get("dense1/bias");
        assertThat(first).isCloseTo(hidden / (hidden + logits), within(2e-3));
        assertThat(scores.get("dense1/kernel") / scores.get("dense1/bias"))
                .isCloseTo(64f, within(1e-2f));
        assertThat(scores.values().stream().mapToDouble(Float::doubleValue).sum())
                .isCloseTo(1, within(1e-6));
    }

    @Test
    void of_otherExamples_differs() {
        FisherScores scores = new FisherScores(MLP);

        assertThat(scores.of(parameters, data))
                .isEqualTo(scores.of(parameters, data))
                .isNotEqualTo(scores.of(parameters, data.subset(new int[] {1, 2})));
    }

    @Test
    void of_noExample_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FisherScores(MLP).of(parameters, data.subset(new int[0])))
                .withMessageContaining("no example");
    }

    /** Parameter times slope of the loss along it. */
    private double slope(Dataset one, int index) {
        float[] changed = parameters.clone();
        float step = 1e-2f;
        changed[index] = parameters[index] + step;
        double above = TestNetworks.loss(MLP, changed, one);
        changed[index] = parameters[index] - step;
        double below = TestNetworks.loss(MLP, changed, one);
        return parameters[index] * (above - below) / (2 * step);
    }
}
