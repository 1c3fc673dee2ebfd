package io.ftte.aggregation;

import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.wire.ModelDigest;
import java.util.List;

/** The layers of a registration as matrices, and which of them the spectral step can take. */
final class ModelLayers {
    /**
     * docs/decisions/007: 1,024 × 9,216 takes two seconds a step, twice the sides eight times that.
     */
    static final int MOST_SIDE = 1_024;

    private static final String INSTEAD = ", or take serverOptimizer rmsprop";

    private ModelLayers() {}

    /**
     * In the order of the parameters, which they cover without gaps.
     *
     * @throws IllegalArgumentException one line, where the registration has no architecture or
     *     other tensors than it
     */
    static List<LayerMatrix> of(ModelRegistration head) {
        if (head.getArchitecture() == null) {
            throw new IllegalArgumentException(
                    "serverOptimizer spectral needs the layers of "
                            + head.getModelId()
                            + ": add its architecture"
                            + INSTEAD);
        }
        Network network = NetworkJson.read(head.getArchitecture());
        if (!NetworkTensors.of(network).equals(head.getTensors())) {
            throw new IllegalArgumentException(
                    "serverOptimizer spectral needs the tensors of the architecture of "
                            + head.getModelId()
                            + " in their order: leave tensors out"
                            + INSTEAD);
        }
        return network.weights().stream().map(LayerMatrix::of).toList();
    }

    /** Those between two parameters, with indices that count from the first. */
    static List<LayerMatrix> within(ModelRegistration head, int from, int to) {
        return of(head).stream()
                .filter(layer -> from <= layer.kernel() && layer.end() <= to)
                .map(layer -> layer.from(from))
                .toList();
    }

    /**
     * Refuses layers whose eigenvalues would take too long.
     *
     * @throws IllegalArgumentException one line that names the first
     */
    static void checkSides(ModelRegistration head) {
        for (LayerMatrix layer : of(head)) {
            if (layer.smallerSide() > MOST_SIDE) {
                throw new IllegalArgumentException(
                        "layer %s is %,d × %,d; serverOptimizer spectral takes a smaller side of at"
                                        .formatted(layer.name(), layer.outputs(), layer.columns())
                                + " most %,d: make the layer smaller%s"
                                        .formatted(MOST_SIDE, INSTEAD));
            }
        }
    }

    /**
     * Refuses layers that no shard has the whole of.
     *
     * @throws IllegalArgumentException one line that names the first, and the shard size to take
     */
    static void checkShards(ModelRegistration head, int shardSize) {
        List<LayerMatrix> layers = of(head);
        for (LayerMatrix layer : layers) {
            if (isCut(layer, shardSize)) {
                throw new IllegalArgumentException(
                        "layer %s lies in more than one shard, which serverOptimizer spectral cannot"
                                        .formatted(layer.name())
                                + " step: raise shard-size from %d to %d%s"
                                        .formatted(shardSize, uncut(layers, shardSize), INSTEAD));
            }
        }
    }

    private static boolean isCut(LayerMatrix layer, int shardSize) {
        return layer.kernel() / shardSize != (layer.end() - 1) / shardSize;
    }

    /** The next size that cuts no layer; one that holds the whole model always is. */
    private static int uncut(List<LayerMatrix> layers, int shardSize) {
        int size = shardSize;
        while (cutsOne(layers, size)) {
            size += ModelDigest.LEAF;
        }
        return size;
    }

    private static boolean cutsOne(List<LayerMatrix> layers, int shardSize) {
        return layers.stream().anyMatch(layer -> isCut(layer, shardSize));
    }
}
