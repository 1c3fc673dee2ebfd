package io.ftte.aggregation;

import io.ftte.network.Network;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import java.util.ArrayList;
import java.util.List;

/** The layers of a registration as matrices, and which of them the spectral step can take. */
final class ModelLayers {
    /**
     * docs/decisions/007: 1,024 × 9,216 takes two seconds a step, twice the sides eight times that.
     */
    static final int MOST_SIDE = 1_024;

    private static final String INSTEAD = ", or take \"preset\": \"ftte-rmsprop\"";

    private ModelLayers() {}

    /**
     * In the order of the parameters, which they cover without gaps: the architecture's, or each
     * tensor by itself where the registration has none.
     *
     * @throws IllegalArgumentException one line, where no tensor is a matrix, or the tensors are
     *     other than the architecture's
     */
    static List<LayerMatrix> of(ModelRegistration head) {
        return head.getArchitecture() == null ? ofTensors(head) : ofNetwork(head);
    }

    private static List<LayerMatrix> ofNetwork(ModelRegistration head) {
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

    private static List<LayerMatrix> ofTensors(ModelRegistration head) {
        if (head.getTensors().stream().noneMatch(tensor -> tensor.getShape().size() > 1)) {
            throw new IllegalArgumentException(
                    "serverOptimizer spectral steps matrices, and no tensor of "
                            + head.getModelId()
                            + " has two axes: give the tensors their shapes, or an architecture"
                            + INSTEAD);
        }
        List<LayerMatrix> layers = new ArrayList<>();
        int start = 0;
        for (Tensor tensor : head.getTensors()) {
            LayerMatrix layer = LayerMatrix.of(tensor, start);
            layers.add(layer);
            start = layer.end();
        }
        return layers;
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
                        "layer %s is %,d × %,d%s; serverOptimizer spectral takes a smaller side of at"
                                        .formatted(
                                                layer.name(),
                                                layer.outputs(),
                                                layer.columns(),
                                                layer.hasBias() ? " with its bias" : "")
                                + " most %,d: make the layer smaller%s"
                                        .formatted(MOST_SIDE, INSTEAD));
            }
        }
    }
}
