package io.ftte.schemas.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.network.Conv1d;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.DepthwiseConv2d;
import io.ftte.network.Layer;
import io.ftte.network.Network;
import io.ftte.network.Pool;
import io.ftte.network.WeightLayer;

/** The text of a network that {@link NetworkJson} reads, with nothing left to a default. */
public final class NetworkJsonWriter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private NetworkJsonWriter() {}

    /** On one line. */
    public static String write(Network network) {
        ObjectNode out = MAPPER.createObjectNode();
        ArrayNode input = out.putArray("input");
        network.input().sizes().forEach(input::add);
        ArrayNode layers = out.putArray("layers");
        network.layers().forEach(layer -> layers.add(layer(layer)));
        return out.toString();
    }

    private static ObjectNode layer(Layer layer) {
        ObjectNode out = MAPPER.createObjectNode().put("type", layer.type());
        if (layer instanceof WeightLayer weights) {
            weights(out.put("name", weights.name()), weights);
        } else if (layer instanceof Pool pool) {
            out.put("size", pool.size());
        }
        return out;
    }

    private static void weights(ObjectNode out, WeightLayer layer) {
        if (layer instanceof Dense dense) {
            out.put("units", dense.units());
        } else if (layer instanceof Conv2d conv) {
            out.put("filters", conv.filters());
            window(out, conv.kernel(), conv.padding());
        } else if (layer instanceof Conv1d conv) {
            out.put("filters", conv.filters());
            window(out, conv.kernel(), conv.padding());
        } else if (layer instanceof DepthwiseConv2d conv) {
            window(out, conv.kernel(), conv.padding());
        }
        out.put("activation", Words.of(layer.activation()));
    }

    private static void window(ObjectNode out, int kernel, int padding) {
        out.put("kernel", kernel).put("padding", padding);
    }
}
