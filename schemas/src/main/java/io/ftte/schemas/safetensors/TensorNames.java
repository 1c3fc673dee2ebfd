package io.ftte.schemas.safetensors;

/**
 * The two ways to name a layer's tensors: {@code conv1/kernel} and {@code conv1/bias} in a
 * registration, {@code conv1.weight} and {@code conv1.bias} in PyTorch. Shapes and the order of
 * elements are the same in both.
 */
public final class TensorNames {

    private static final String KERNEL = "/kernel";
    private static final String BIAS = "/bias";

    private TensorNames() {}

    /** PyTorch's name for a registration's tensor; other names stay as they are. */
    public static String pyTorch(String name) {
        if (name.endsWith(KERNEL)) {
            return name.substring(0, name.length() - KERNEL.length()) + ".weight";
        }
        if (name.endsWith(BIAS)) {
            return name.substring(0, name.length() - BIAS.length()) + ".bias";
        }
        return name;
    }
}
