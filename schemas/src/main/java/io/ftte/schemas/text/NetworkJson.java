package io.ftte.schemas.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ftte.network.Activation;
import io.ftte.network.AveragePool;
import io.ftte.network.Conv1d;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.DepthwiseConv2d;
import io.ftte.network.Flatten;
import io.ftte.network.GlobalAveragePool;
import io.ftte.network.Layer;
import io.ftte.network.MaxPool;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The {@code architecture} section of a registration: {@code {"input": [3, 32, 32], "layers":
 * [{"type": "conv2d", "name": "conv1", "filters": 16, "kernel": 3, "padding": 1, "activation":
 * "relu"}, …]}}. Padding is 0 and the activation {@code none} where nothing is said.
 */
public final class NetworkJson {

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final Map<String, Function<JsonFields, Layer>> LAYERS = new LinkedHashMap<>();

    static {
        LAYERS.put("dense", in -> new Dense(in.text("name"), units(in), activation(in)));
        LAYERS.put("conv2d", NetworkJson::conv2d);
        LAYERS.put("depthwise-conv2d", NetworkJson::depthwise);
        LAYERS.put("conv1d", NetworkJson::conv1d);
        LAYERS.put("max-pool", in -> new MaxPool(in.requiredInt("size")));
        LAYERS.put("average-pool", in -> new AveragePool(in.requiredInt("size")));
        LAYERS.put("global-average-pool", in -> new GlobalAveragePool());
        LAYERS.put("flatten", in -> new Flatten());
    }

    private NetworkJson() {}

    /**
     * Reads the text that a registration carries.
     *
     * @throws IllegalArgumentException one line that names the field, or the layers whose shapes do
     *     not fit
     */
    public static Network read(String architecture) {
        try {
            return read(MAPPER.readTree(architecture));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("architecture is " + JsonErrors.describe(e), e);
        }
    }

    static Network read(JsonNode architecture) {
        JsonFields in = new JsonFields(architecture, "architecture");
        List<Integer> input = in.integers("input");
        List<Layer> layers = in.objects("layers").stream().map(NetworkJson::layer).toList();
        in.end();
        try {
            return new Network(new Shape(input), layers);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("architecture: " + e.getMessage(), e);
        }
    }

    private static Layer layer(JsonFields in) {
        String type = in.text("type");
        if (!LAYERS.containsKey(type)) {
            throw new IllegalArgumentException(
                    "%s is '%s', an unknown layer; the nearest of %s is %s"
                            .formatted(
                                    in.at("type"),
                                    type,
                                    String.join(", ", LAYERS.keySet()),
                                    NearestName.of(type, LAYERS.keySet())));
        }
        Layer layer = LAYERS.get(type).apply(in);
        in.end();
        return layer;
    }

    private static Layer conv2d(JsonFields in) {
        return new Conv2d(in.text("name"), filters(in), kernel(in), padding(in), activation(in));
    }

    private static Layer depthwise(JsonFields in) {
        return new DepthwiseConv2d(in.text("name"), kernel(in), padding(in), activation(in));
    }

    private static Layer conv1d(JsonFields in) {
        return new Conv1d(in.text("name"), filters(in), kernel(in), padding(in), activation(in));
    }

    private static int units(JsonFields in) {
        return in.requiredInt("units");
    }

    private static int filters(JsonFields in) {
        return in.requiredInt("filters");
    }

    private static int kernel(JsonFields in) {
        return in.requiredInt("kernel");
    }

    private static int padding(JsonFields in) {
        return in.integer32("padding").orElse(0);
    }

    private static Activation activation(JsonFields in) {
        return in.choice("activation", Activation.class).orElse(Activation.NONE);
    }
}
