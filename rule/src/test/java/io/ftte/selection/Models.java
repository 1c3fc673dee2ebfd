package io.ftte.selection;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.RegistrationJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The worked networks and their plans. */
public record Models(Network network, float[] parameters) {

    public static Models cifar() {
        return read("cifar-cnn");
    }

    public static Models har() {
        return read("har-cnn");
    }

    /**
     * A plan by the trained part of each weight layer's input channels, in eighths; a negative one
     * freezes the layer, any other trains its bias.
     */
    NetworkPlan plan(Integer... eighths) {
        List<LayerPlan> layers = new ArrayList<>();
        for (var weights : network.weights()) {
            int part = eighths[weights.index()];
            int channels = weights.channels() * Math.max(0, part) / 8;
            layers.add(new LayerPlan(part >= 0, IntStream.range(0, channels).boxed().toList()));
        }
        return new NetworkPlan(network, layers);
    }

    private static Models read(String name) {
        try {
            var resource = Models.class.getResource("/models/" + name + ".json");
            ModelDefinition model = RegistrationJson.read(Path.of(resource.toURI()));
            return new Models(NetworkJson.read(model.head().getArchitecture()), model.parameters());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
