package io.ftte.schemas.safetensors;

import static io.ftte.schemas.safetensors.SafetensorsTensor.shown;

import io.ftte.network.Network;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a file gives to a registration.
 *
 * @param tensors names and shapes, in the order of the flat vector
 * @param parameters the flat vector, all finite; not copied
 */
public record SafetensorsModel(List<Tensor> tensors, float[] parameters) {

    public SafetensorsModel {
        tensors = List.copyOf(tensors);
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
        List<SafetensorsTensor> sources =
                network.map(n -> TensorMatch.of(n, in.tensors())).orElse(in.tensors());
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
        return new SafetensorsModel(tensors, parameters);
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
