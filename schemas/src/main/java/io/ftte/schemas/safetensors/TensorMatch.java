package io.ftte.schemas.safetensors;

import static io.ftte.schemas.safetensors.SafetensorsTensor.shown;

import io.ftte.network.Network;
import io.ftte.network.NetworkTensor;
import io.ftte.schemas.text.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds a network's tensors among those of a file, by either of their {@link TensorNames}. */
final class TensorMatch {

    private final Map<String, SafetensorsTensor> left = new LinkedHashMap<>();

    private TensorMatch(List<SafetensorsTensor> tensors) {
        tensors.forEach(tensor -> left.put(tensor.name(), tensor));
    }

    /**
     * The file's tensors in the order of the network's.
     *
     * @throws IllegalArgumentException one line, where one is missing, has another shape or belongs
     *     to no layer
     */
    static List<SafetensorsTensor> of(Network network, List<SafetensorsTensor> tensors) {
        TensorMatch match = new TensorMatch(tensors);
        List<SafetensorsTensor> matched = new ArrayList<>();
        for (NetworkTensor wanted : network.tensors()) {
            matched.add(match.take(wanted));
        }
        for (String name : match.left.keySet()) {
            throw new IllegalArgumentException(
                    "tensor %s belongs to no layer of the architecture; leave it out"
                            .formatted(shown(name)));
        }
        return matched;
    }

    private SafetensorsTensor take(NetworkTensor wanted) {
        String own = wanted.name();
        String name = left.containsKey(own) ? own : TensorNames.pyTorch(own);
        if (!left.containsKey(name)) {
            throw new IllegalArgumentException(
                    "there is no tensor %s or %s".formatted(own, TensorNames.pyTorch(own))
                            + (left.isEmpty()
                                    ? ""
                                    : "; the nearest is "
                                            + shown(NearestName.of(name, left.keySet()))));
        }
        SafetensorsTensor found = left.remove(name);
        if (!found.shape().equals(wanted.shape().sizes())) {
            throw new IllegalArgumentException(
                    "tensor %s has the shape %s; the architecture needs %s"
                            .formatted(shown(name), found.shape(), wanted.shape().sizes()));
        }
        return found;
    }
}
