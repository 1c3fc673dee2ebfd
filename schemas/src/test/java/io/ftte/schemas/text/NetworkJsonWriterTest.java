package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.network.Activation;
import io.ftte.network.AveragePool;
import io.ftte.network.Conv1d;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.DepthwiseConv2d;
import io.ftte.network.Flatten;
import io.ftte.network.GlobalAveragePool;
import io.ftte.network.MaxPool;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkJsonWriterTest {

    @Test
    void write_everyLayerOverAnImage_readsBackEqual() {
        assertReadsBack(
                new Network(
                        Shape.of(3, 16, 16),
                        List.of(
                                new Conv2d("c", 4, 3, 1, Activation.RELU),
                                new MaxPool(2),
                                new DepthwiseConv2d("d", 3, 1, Activation.RELU6),
                                new AveragePool(2),
                                new Conv2d("p", 5, 1, 0, Activation.NONE),
                                new GlobalAveragePool(),
                                new Dense("classifier", 7, Activation.NONE))));
    }

    @Test
    void write_everyLayerOverASeries_readsBackEqual() {
        assertReadsBack(
                new Network(
                        Shape.of(2, 12),
                        List.of(
                                new Conv1d("c", 4, 5, 2, Activation.RELU),
                                new Flatten(),
                                new Dense("classifier", 3, Activation.NONE))));
    }

    private static void assertReadsBack(Network network) {
        String text = NetworkJsonWriter.write(network);
        assertThat(NetworkJson.read(text)).isEqualTo(network);
        assertThat(text).doesNotContain("\n");
    }
}
