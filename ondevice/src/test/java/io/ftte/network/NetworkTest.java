package io.ftte.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkTest {

    private static final Dense DENSE = new Dense("dense", 3, Activation.NONE);

    @Test
    void tensors_convolutionAndDense_lieOneBehindTheOther() {
        assertThat(Networks.small().tensors())
                .containsExactly(
                        new NetworkTensor("conv/kernel", Shape.of(4, 2, 3, 3), 0),
                        new NetworkTensor("conv/bias", Shape.of(4), 72),
                        new NetworkTensor("dense/kernel", Shape.of(3, 16), 76),
                        new NetworkTensor("dense/bias", Shape.of(3), 124));
        assertThat(Networks.small().parameterCount()).isEqualTo(127);
    }

    @Test
    void tensors_depthwise_hasOneKernelPerChannel() {
        assertThat(Networks.separable().tensors().get(0).shape()).isEqualTo(Shape.of(3, 1, 3, 3));
        assertThat(Networks.separable().tensors().get(1).shape()).isEqualTo(Shape.of(3));
    }

    @Test
    void blocks_poolBelongsToItsConvolution_andFlattenToNone() {
        List<Block> blocks = Networks.small().blocks();

        assertThat(blocks).extracting(Block::name).containsExactly("conv", "dense");
        assertThat(blocks.get(0).pool()).contains(new MaxPool(2));
        assertThat(blocks.get(0).output()).isEqualTo(Shape.of(4, 4, 4));
        assertThat(blocks.get(0).pooled()).isEqualTo(Shape.of(4, 2, 2));
        assertThat(blocks.get(1).input()).isEqualTo(Shape.of(16));
    }

    @Test
    void blocks_globalAveragePool_standsAlone() {
        Block pool = Networks.separable().blocks().get(2);

        assertThat(pool.weights()).isEqualTo(Optional.empty());
        assertThat(pool.input()).isEqualTo(Shape.of(4, 3, 3));
        assertThat(pool.pooled()).isEqualTo(Shape.of(4));
    }

    @Test
    void output_sizesThatDoNotDivide_dropTheRest() {
        assertThat(new MaxPool(2).output(Shape.of(3, 5, 7))).isEqualTo(Shape.of(3, 2, 3));
        assertThat(new AveragePool(3).output(Shape.of(3, 8))).isEqualTo(Shape.of(3, 2));
        assertThat(new Conv1d("c", 4, 5, 2, Activation.NONE).output(Shape.of(9, 128)))
                .isEqualTo(Shape.of(4, 128));
    }

    @Test
    void savedBits_ofMaxPool_holdAnIndexIntoTheWindow() {
        assertThat(new MaxPool(2).savedBits(Shape.of(1, 8, 8))).isEqualTo(2);
        assertThat(new MaxPool(2).savedBits(Shape.of(1, 8))).isEqualTo(2);
        assertThat(new MaxPool(4).savedBits(Shape.of(1, 8, 8))).isEqualTo(4);
        assertThat(new MaxPool(5).savedBits(Shape.of(1, 8, 8))).isEqualTo(8);
        assertThat(new AveragePool(2).savedBits(Shape.of(1, 8, 8))).isZero();
    }

    @Test
    void network_thatDoesNotFit_isRefusedInOneLine() {
        refused("not 2×4×4", Shape.of(2, 4, 4), DENSE);
        refused("does not fit into 4", Shape.of(1, 4, 4), conv("c", 5), new Flatten(), DENSE);
        refused("takes channels×height×width, not 8", Shape.of(8), conv("c", 3), DENSE);
        refused("two layers are named dense", Shape.of(8), DENSE, DENSE);
        refused("not flatten", Shape.of(1, 4, 4), new Flatten(), new MaxPool(2), DENSE);
        refused("not the input", Shape.of(1, 4, 4), new MaxPool(2), DENSE);
        refused(
                "size 4 does not fit",
                Shape.of(1, 4, 4),
                conv("c", 3),
                new MaxPool(4),
                new Flatten(),
                DENSE);
        refused("classifier", Shape.of(1, 4, 4), conv("c", 3));
        refused("classifier", Shape.of(8));
        refused(
                "more than 2^31-1",
                Shape.of(30_000),
                new Dense("a", 60_000, Activation.NONE),
                new Dense("b", 30_000, Activation.NONE));
    }

    @Test
    void layer_thatCannotBe_isRefused() {
        assertThatThrownBy(() -> conv("a/b", 3)).hasMessageContaining("without a slash");
        assertThatThrownBy(() -> conv("", 3)).hasMessageContaining("no name");
        assertThatThrownBy(() -> conv("c", 0)).hasMessageContaining("kernel must be 1 to");
        assertThatThrownBy(() -> new Conv2d("c", 4, 3, 3, Activation.NONE))
                .hasMessageContaining("padding must be 0 to 2");
        assertThatThrownBy(() -> new Dense("d", 0, Activation.NONE))
                .hasMessageContaining("at least 1 unit");
        assertThatThrownBy(() -> new MaxPool(1)).hasMessageContaining("size of 2 to 16");
        assertThatThrownBy(() -> Shape.of(3, 0)).hasMessageContaining("no shape");
        assertThatThrownBy(() -> Shape.of(65_536, 65_536)).hasMessageContaining("no shape");
    }

    private static Layer conv(String name, int kernel) {
        return new Conv2d(name, 2, kernel, 0, Activation.NONE);
    }

    private static void refused(String reason, Shape input, Layer... layers) {
        assertThatThrownBy(() -> new Network(input, Arrays.asList(layers)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
    }
}
