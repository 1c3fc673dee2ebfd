package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.network.Activation;
import io.ftte.network.Conv2d;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkJsonTest {

    private static final String TEXT =
            "{\"input\": [1, 8, 8], \"layers\": [{\"type\": \"conv2d\", \"name\": \"c\","
                    + " \"filters\": 2, \"kernel\": 3}, {\"type\": \"flatten\"}, {\"type\":"
                    + " \"dense\", \"name\": \"d\", \"units\": 4}]}";

    @Test
    void read_theWorkedNetwork_hasItsParameters() throws Exception {
        ModelDefinition model = model("cifar-cnn");
        Network network = NetworkJson.read(model.head().getArchitecture());

        assertThat(network.parameterCount()).isEqualTo(107_338);
        assertThat(network.input()).isEqualTo(Shape.of(3, 32, 32));
        assertThat(network.blocks()).hasSize(8);
        assertThat(network.layers().get(0))
                .isEqualTo(new Conv2d("conv1", 16, 3, 1, Activation.RELU));
        assertThat(model.parameters()).hasSize(107_338);
        assertThat(model.head().getTensors().get(0).getName()).isEqualTo("conv1/kernel");
        assertThat(model.head().getTensors().get(0).getShape()).containsExactly(16, 3, 3, 3);
        assertThat(model.head().getPlans()).singleElement();
        assertThat(ModelDefinition.ranges(model.head(), model.head().getPlans().get(0)))
                .singleElement();
    }

    @Test
    void read_theOneDimensionalNetwork_hasItsParameters() throws Exception {
        Network network = NetworkJson.read(model("har-cnn").head().getArchitecture());

        assertThat(network.parameterCount()).isEqualTo(1472 + 5152 + 10304 + 20544 + 390);
        assertThat(network.blocks().get(3).pooled()).isEqualTo(Shape.of(64, 8));
    }

    @Test
    void read_nothingSaid_isNoPaddingAndNoActivation() {
        assertThat(NetworkJson.read(TEXT).layers().get(0))
                .isEqualTo(new Conv2d("c", 2, 3, 0, Activation.NONE));
    }

    @Test
    void read_somethingBehindTheNetwork_isRefused() {
        assertThatThrownBy(() -> NetworkJson.read(TEXT + TEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("architecture is not valid JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
"conv2d"      | "conv2"                  | layers[0].type is 'conv2', an unknown layer
"conv2d"      | "conv2"                  | nearest of dense, conv2d, depthwise-conv2d, conv1d
"kernel": 3   | "kernel": 3, "pading": 1 | layers[0].pading is unknown
"kernel": 3   | "kernel": 3, "pading": 1 | the nearest is padding
"kernel": 3   | "kernel": 3, "activation": "tanh" | must be one of none, relu, relu6
"kernel": 3   | "x": 3                   | layers[0].kernel is missing
"kernel": 3   | "kernel": 9              | does not fit into 8
"kernel": 3   | "kernel": 3.0            | layers[0].kernel must be an integer
"name": "c",  | "",                      | not valid JSON
"name": "c",  | "name": "c", "name": "d", | Duplicate field
[1, 8, 8]     | [1, 8]                   | conv2d takes channels×height×width, not 1×8
[1, 8, 8]     | []                       | no shape
{"type": "flatten"}, | ''                | dense takes a vector (put flatten before it)
""")
    void read_aSpoiltText_namesTheFault(String part, String instead, String reason) {
        assertThat(TEXT).contains(part);
        assertThatThrownBy(() -> NetworkJson.read(TEXT.replace(part, instead)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("architecture")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
    }

    private static ModelDefinition model(String name) throws Exception {
        var resource = NetworkJsonTest.class.getResource("/models/" + name + ".json");
        return RegistrationJson.read(Path.of(resource.toURI()));
    }
}
