package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.network.Activation;
import io.ftte.schemas.network.AveragePool;
import io.ftte.schemas.network.Conv1d;
import io.ftte.schemas.network.Conv2d;
import io.ftte.schemas.network.Dense;
import io.ftte.schemas.network.DepthwiseConv2d;
import io.ftte.schemas.network.Flatten;
import io.ftte.schemas.network.GlobalAveragePool;
import io.ftte.schemas.network.MaxPool;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.Shape;
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
