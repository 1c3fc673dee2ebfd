package io.ftte.network;

import java.util.ArrayList;
import java.util.List;

/**
 * A pool behind a convolution, over windows of {@code size} (in both directions of an image) that
 * do not overlap; what is left at the end is dropped.
 */
public sealed interface Pool extends Layer permits MaxPool, AveragePool {

    /** Width of a window, also its stride. */
    int size();

    /** Bits per pooled value that the backward pass needs. */
    int savedBits(Shape input);

    @Override
    default Shape output(Shape input) {
        if (input.rank() < 2) {
            throw new IllegalArgumentException(
                    type() + " takes channels×height×width or channels×length, not " + input);
        }
        List<Integer> sizes = new ArrayList<>(List.of(input.channels()));
        for (int extent : input.sizes().subList(1, input.rank())) {
            if (extent < size()) {
                throw new IllegalArgumentException(
                        String.format("%s of size %d does not fit into %s", type(), size(), input));
            }
            sizes.add(extent / size());
        }
        return new Shape(sizes);
    }

    /** Refuses windows that select nothing or would need an index beyond 8 bits. */
    static void check(String type, int size) {
        if (size < 2 || size > 16) {
            throw new IllegalArgumentException(
                    String.format("%s needs a size of 2 to 16, not %d", type, size));
        }
    }
}
