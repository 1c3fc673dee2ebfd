package io.ftte.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.network.NetworkPlan.Slice;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {

    private static final LayerPlan CLASSIFIER = LayerPlan.all(Networks.small().weights().get(1));

    @Test
    void full_ofAnyNetwork_isEveryIndex() {
        for (Network network : List.of(Networks.small(), Networks.separable())) {
            NetworkPlan full = NetworkPlan.full(network);
            assertThat(full.indices().cardinality()).isEqualTo(network.parameterCount());
            assertThat(full.parameters()).isEqualTo(network.parameterCount());
            assertThat(full.slices()).hasSameSizeAs(network.tensors());
        }
    }

    @Test
    void slices_oneInputChannel_isOneRunPerFilter() {
        NetworkPlan plan = plan(new LayerPlan(true, List.of(1)));

        assertThat(plan.slices())
                .containsExactly(
                        new Slice("conv/kernel", 9, 18),
                        new Slice("conv/kernel", 27, 36),
                        new Slice("conv/kernel", 45, 54),
                        new Slice("conv/kernel", 63, 72),
                        new Slice("conv/bias", 0, 4),
                        new Slice("dense/kernel", 0, 48),
                        new Slice("dense/bias", 0, 3));
        assertThat(plan.parameters()).isEqualTo(4 * 9 + 4 + 51);
        assertThat(plan.indices().cardinality()).isEqualTo(plan.parameters());
        assertThat(plan.firstTrainable()).isZero();
    }

    @Test
    void slices_oneChannelOfADepthwiseKernel_isOneRun() {
        NetworkPlan plan =
                new NetworkPlan(
                        Networks.separable(),
                        List.of(
                                new LayerPlan(false, List.of(2)),
                                LayerPlan.FROZEN,
                                LayerPlan.BIAS));

        assertThat(plan.slices())
                .containsExactly(
                        new Slice("depthwise/kernel", 18, 27), new Slice("dense/bias", 0, 2));
        assertThat(plan.parameters()).isEqualTo(11);
    }

    @Test
    void of_indicesOfAPlan_isThatPlan() {
        for (LayerPlan conv :
                List.of(
                        LayerPlan.FROZEN,
                        LayerPlan.BIAS,
                        new LayerPlan(false, List.of(0)),
                        new LayerPlan(true, List.of(0, 1)))) {
            NetworkPlan plan = plan(conv);
            assertThat(NetworkPlan.of(Networks.small(), plan.indices())).isEqualTo(plan);
        }
        assertThat(plan(LayerPlan.FROZEN).firstTrainable()).isEqualTo(1);
    }

    @Test
    void of_partOfAChannelOrBias_isRefused() {
        for (int spoilt : new int[] {10, 17, 73, 127}) {
            BitSet indices = plan(new LayerPlan(true, List.of(0))).indices();
            indices.flip(spoilt);
            assertThatThrownBy(() -> NetworkPlan.of(Networks.small(), indices))
                    .hasMessageContaining("parameter " + spoilt);
        }
    }

    @Test
    void plan_thatDoesNotFit_isRefused() {
        assertThatThrownBy(() -> new NetworkPlan(Networks.small(), List.of(LayerPlan.BIAS)))
                .hasMessageContaining("plan of 1 layers does not fit a network of 2");
        assertThatThrownBy(() -> plan(new LayerPlan(true, List.of(2))))
                .hasMessageContaining("names channel 2");
        assertThatThrownBy(
                        () ->
                                new NetworkPlan(
                                        Networks.small(),
                                        List.of(LayerPlan.FROZEN, LayerPlan.FROZEN)))
                .hasMessageContaining("trains nothing");
        assertThatThrownBy(() -> new LayerPlan(true, List.of(1, 1))).hasMessageContaining("ascend");
    }

    private static NetworkPlan plan(LayerPlan conv) {
        return new NetworkPlan(Networks.small(), List.of(conv, CLASSIFIER));
    }
}
