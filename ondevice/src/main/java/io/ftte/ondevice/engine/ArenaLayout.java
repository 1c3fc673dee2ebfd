package io.ftte.ondevice.engine;

import io.ftte.network.Block;
import io.ftte.network.LayerPlan;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.engine.BlockGeometry.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Where everything stands in the arena, in words of 4 bytes, known before anything is allocated.
 *
 * <p>From below: weights, gradients and optimiser slots of what trains, then what the backward pass
 * needs, a stack that grows as the forward pass goes on and shrinks on the way back: per block the
 * trained channels of its input, one bit per rectified output, two or more per pooled maximum. On
 * top of the stack stands what the block reads; at the arena's upper end what it gives, with the
 * im2col matrix below. So each moment takes what is alive in it and no more, and the arena is as
 * large as the largest moment: block computed, its output pooled, the same two on the way back.
 * Blocks before the first one that trains run sample by sample above the batch of their results.
 */
public final class ArenaLayout {

    /** Bytes of a word. */
    public static final int WORD = 4;

    private final List<BlockGeometry> blocks;
    private final int first;
    private final int microBatch;
    private final boolean columns;
    private final int parameters;
    private final int trainable;
    private final int[] stack;
    private final int words;

    /**
     * @throws IllegalArgumentException one line, if the engine cannot run the network or the arena
     *     would not fit into one array
     */
    public ArenaLayout(NetworkPlan plan, EngineSettings settings) {
        blocks = geometry(plan);
        int firstTrainable = 0;
        while (!blocks.get(firstTrainable).trains()) {
            firstTrainable++;
        }
        first = firstTrainable;
        microBatch = settings.microBatch();
        columns = settings.convolution() == ConvolutionMethod.IM2COL;
        parameters = plan.network().parameterCount();
        trainable = blocks.stream().mapToInt(BlockGeometry::trainedParameters).sum();
        long bottom = parameters + (1L + settings.optimizer().slots()) * trainable;
        long[] saved = new long[blocks.size() + 1];
        long top = bottom;
        for (int l = 0; l < blocks.size(); l++) {
            saved[l] = top;
            top += l < first ? 0 : savedWords(blocks.get(l));
        }
        saved[blocks.size()] = top;
        long peak = peak(bottom, saved);
        if (peak > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    String.format(
                            "a step would need %d bytes, more than one array holds; use a smaller"
                                    + " micro-batch",
                            peak * WORD));
        }
        words = (int) peak;
        stack = new int[saved.length];
        for (int l = 0; l < saved.length; l++) {
            stack[l] = (int) saved[l];
        }
    }

    private static List<BlockGeometry> geometry(NetworkPlan plan) {
        List<BlockGeometry> geometry = new ArrayList<>();
        for (Block block : plan.network().blocks()) {
            LayerPlan layer =
                    block.weights().map(w -> plan.layers().get(w.index())).orElse(LayerPlan.FROZEN);
            geometry.add(BlockGeometry.of(block, layer));
        }
        return List.copyOf(geometry);
    }

    /** The largest of the moments, in words. */
    private long peak(long bottom, long[] saved) {
        long b = microBatch;
        long peak = 0;
        for (int l = 0; l < blocks.size(); l++) {
            BlockGeometry block = blocks.get(l);
            long in = block.inputSize();
            long out = block.outputSize();
            long scratch = scratchWords(l);
            if (l < first) {
                long results = b * blocks.get(first).inputSize();
                peak = Math.max(peak, bottom + results + in + out + scratch);
                continue;
            }
            long back = saved[l + 1] + b * out + (l > first ? b * in : 0) + scratch;
            peak = Math.max(peak, Math.max(saved[l] + b * (in + out) + scratch, back));
            if (block.pools()) {
                peak = Math.max(peak, saved[l + 1] + b * (out + block.pooledSize()));
            }
        }
        return peak;
    }

    private long savedWords(BlockGeometry block) {
        return savedInputWords(block) + maskWords(block) + argmaxWords(block);
    }

    private long savedInputWords(BlockGeometry block) {
        return (long) microBatch * block.savedInputSize();
    }

    private long maskWords(BlockGeometry block) {
        return words((long) microBatch * block.outputSize() * block.activation().savedBits());
    }

    private long argmaxWords(BlockGeometry block) {
        return words((long) microBatch * block.pooledSize() * block.argmaxBits());
    }

    private static long words(long bits) {
        return (bits + Integer.SIZE - 1) / Integer.SIZE;
    }

    private int scratchWords(int l) {
        return columns && blocks.get(l).kind() == Kind.CONVOLUTION ? blocks.get(l).columns() : 0;
    }

    /** Bytes of the arena: the peak of one training step. */
    public long bytes() {
        return (long) WORD * words;
    }

    int words() {
        return words;
    }

    List<BlockGeometry> blocks() {
        return blocks;
    }

    /** The first block that trains. */
    int first() {
        return first;
    }

    int microBatch() {
        return microBatch;
    }

    /** Length of the flat parameter vector, which stands at 0. */
    int parameters() {
        return parameters;
    }

    /** Number of trainable parameters. */
    int trainable() {
        return trainable;
    }

    /** Where the gradients stand, in the order of the trainable parameters. */
    int gradients() {
        return parameters;
    }

    /** Where the optimiser's i-th number of each trainable parameter stands. */
    int slot(int i) {
        return parameters + (1 + i) * trainable;
    }

    /** End of what the blocks before {@code l} keep: here stands what block {@code l} reads. */
    int stack(int l) {
        return stack[l];
    }

    /** Where block {@code l} keeps the mask of its rectifier. */
    int mask(int l) {
        return stack[l] + (int) savedInputWords(blocks.get(l));
    }

    /** Where block {@code l} keeps which values were the largest. */
    int argmax(int l) {
        return mask(l) + (int) maskWords(blocks.get(l));
    }

    /** Where the output of a block stands that ran on some samples: at the upper end. */
    int output(int l, int samples) {
        return words - samples * blocks.get(l).outputSize();
    }

    /** Where the im2col matrix of block {@code l} stands: below the output of the micro-batch. */
    int scratch(int l, int samples) {
        return output(l, samples) - scratchWords(l);
    }

    /** Where a sample stands that passes the blocks before {@link #first}. */
    int streamed() {
        return stack[first] + (first == 0 ? 0 : microBatch * blocks.get(first).inputSize());
    }
}
