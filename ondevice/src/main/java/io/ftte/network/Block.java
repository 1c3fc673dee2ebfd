package io.ftte.network;

import java.util.Optional;

/**
 * What the memory model calls a layer: a convolution or dense layer with the activation and the
 * pool behind it, or a global average pool alone. All shapes are of one sample.
 *
 * @param weights empty for a global average pool
 * @param pool the pool behind the activation, if there is one
 * @param input what it reads
 * @param output what it gives before the pool
 * @param pooled what it gives to the next one; the output where there is no pool
 */
public record Block(
        Optional<Weights> weights, Optional<Pool> pool, Shape input, Shape output, Shape pooled) {

    Block with(Pool behind) {
        return new Block(weights, Optional.of(behind), input, output, behind.output(output));
    }

    /** The weight layer's name, or the type of a layer without weights. */
    public String name() {
        return weights.map(w -> w.layer().name()).orElse("global-average-pool");
    }
}
