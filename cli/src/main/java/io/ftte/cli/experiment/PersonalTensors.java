package io.ftte.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.network.Network;
import io.ftte.network.NetworkTensor;
import io.ftte.schemas.text.JsonFields;
import io.ftte.schemas.text.NearestName;
import java.util.BitSet;
import java.util.List;

/** Reads a method's {@code personal}: names of whole tensors that devices keep to themselves. */
final class PersonalTensors {
    private static final String FIELD = "personal";

    private final List<NetworkTensor> tensors;

    PersonalTensors(Network network) {
        tensors = network.tensors();
    }

    /** Their indices in the flat vector; none where the method names none. */
    BitSet read(JsonFields in) {
        BitSet personal = new BitSet();
        JsonNode names = in.value(FIELD).orElse(null);
        if (names == null) {
            return personal;
        }
        if (!names.isArray()) {
            throw new IllegalArgumentException(
                    "%s must be a list of tensors such as [%s]"
                            .formatted(in.at(FIELD), tensors.get(tensors.size() - 1).name()));
        }
        for (JsonNode name : names) {
            NetworkTensor tensor = find(in.at(FIELD), name.asText());
            personal.set(tensor.offset(), tensor.end());
        }
        return personal;
    }

    private NetworkTensor find(String place, String name) {
        return tensors.stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s names %s, which the network does not have; the nearest is %s"
                                                .formatted(place, name, nearest(name))));
    }

    private String nearest(String name) {
        return NearestName.of(name, tensors.stream().map(NetworkTensor::name).toList());
    }
}
