package io.ftte.schemas.safetensors;

import static io.ftte.schemas.safetensors.SafetensorsTensor.shown;

import io.ftte.network.Network;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a file gives to a registration.
 *
 * @param tensors names and shapes, in the order of the flat vector
 * @param parameters the flat vector, all finite; not copied
 * @param source under what names they came
 * @param leftOut tensors that only count, which have no place in a model
 */
public record SafetensorsModel(
        List<Tensor> tensors, float[] parameters, Source source, List<String> leftOut) {

    /**
     * How an export gives back what came.
     *
     * @param pyTorchNames whether the architecture's tensors came under PyTorch's names
     * @param aliases second names of tensors that two layers share, to the names that they have in
     *     the file: safetensors stores such a tensor once
     */
    public record Source(boolean pyTorchNames, Map<String, String> aliases) {
        public Source {
            aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
        }
    }

    public SafetensorsModel {
        tensors = List.copyOf(tensors);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Reads a whole file. Without an architecture, tensors keep the file's names and order; with
     * one, they take its names and order, and the file must hold exactly its tensors, under its
     * names or PyTorch's.
     *
     * @param architecture the layer list, as a registration carries it
     * @throws IOException where the file cannot be read
     * @throws IllegalArgumentException one line with the file's name and what is wrong in it
     */
    public static SafetensorsModel read(Path file, Optional<String> architecture)
            throws IOException {
        Optional<Network> network = architecture.map(NetworkJson::read);
        try (SafetensorsFile in = SafetensorsFile.open(file)) {
            try {
                return read(in, network);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
            }
        }
    }

    private static SafetensorsModel read(SafetensorsFile in, Optional<Network> network)
            throws IOException {
        List<SafetensorsTensor> trained =
                in.tensors().stream().filter(tensor -> !tensor.isCounter()).toList();
        List<SafetensorsTensor> sources =
                network.map(n -> TensorMatch.of(n, trained)).orElse(trained);
        List<Tensor> tensors = network.map(NetworkTensors::of).orElseGet(() -> described(sources));
        long count = sources.stream().mapToLong(SafetensorsTensor::elements).sum();
        if (count == 0 || count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "it has %d parameters; a model has 1 to 2^31-1".formatted(count));
        }
        float[] parameters = new float[(int) count];
        int offset = 0;
        for (SafetensorsTensor source : sources) {
            in.read(source, parameters, offset);
            requireFinite(source, parameters, offset);
            offset += (int) source.elements();
        }
        return new SafetensorsModel(
                tensors,
                parameters,
                new Source(
                        network.isPresent()
                                && !sources.get(0).name().equals(tensors.get(0).getName()),
                        aliases(in, sources)),
                in.tensors().stream()
                        .filter(SafetensorsTensor::isCounter)
                        .map(SafetensorsTensor::name)
                        .toList());
    }

    /** Of the file's texts those that name a tensor, as safetensors' {@code save_model} has it. */
    private static Map<String, String> aliases(
            SafetensorsFile in, List<SafetensorsTensor> sources) {
        Set<String> names =
                sources.stream().map(SafetensorsTensor::name).collect(Collectors.toSet());
        Map<String, String> aliases = new HashMap<>();
        in.metadata()
                .forEach(
                        (alias, name) -> {
                            if (names.contains(name) && !names.contains(alias)) {
                                aliases.put(alias, name);
                            }
                        });
        return aliases;
    }

    private static List<Tensor> described(List<SafetensorsTensor> sources) {
        List<Tensor> tensors = new ArrayList<>();
        for (SafetensorsTensor source : sources) {
            if (source.elements() == 0) {
                throw new IllegalArgumentException(
                        "tensor %s has the shape %s, no elements; leave it out"
                                .formatted(shown(source.name()), source.shape()));
            }
            tensors.add(new Tensor(source.name(), source.shape()));
        }
        return tensors;
    }

    private static void requireFinite(SafetensorsTensor tensor, float[] values, int offset) {
        for (int i = 0; i < tensor.elements(); i++) {
            if (!Float.isFinite(values[offset + i])) {
                throw new IllegalArgumentException(
                        "element %d of tensor %s is %s in float32; a model starts from finite ones"
                                .formatted(i, shown(tensor.name()), values[offset + i]));
            }
        }
    }
}
