package io.ftte.selection;

import static io.ftte.selection.MemoryProfile.Phase.BACKWARD;
import static io.ftte.selection.MemoryProfile.Phase.FORWARD;
import static io.ftte.selection.MemoryProfile.Phase.POOL;
import static io.ftte.selection.MemoryProfile.Phase.POOL_BACKWARD;

import io.ftte.network.Block;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.selection.MemoryProfile.Moment;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of one training step of any sequential network under any plan, in float32.
 *
 * <pre>
 * static      F·P weights + F·P_t gradients + F·slots·P_t
 * saved_l     l ≥ f: F·b·(trained channels of in_l) + b·out_l/8 for a rectifier + b·pooled_l/4 for a
 *             2×2 max pool, the last two rounded up to 4 bytes
 * forward  l  static + Σ_{j&lt;l} saved_j + F·n·(in_l + out_l) + scratch_l, n = b; for l &lt; f the samples
 *             stream, n = 1, and F·b·in_f collects what they become
 * pool     l  l ≥ f: static + Σ_{j≤l} saved_j + F·b·(out_l + pooled_l), forward and backward
 * backward l  l ≥ f: static + Σ_{j≤l} saved_j + F·b·out_l + (F·b·in_l if l &gt; f) + scratch_l
 * </pre>
 *
 * F is 4, b the micro-batch, f the first layer with a trainable tensor, P the parameters, P_t the
 * trainable ones. The peak is the largest of these; the engine's arena is laid out from the same
 * moments. (FTTE, arXiv 2510.03165; after Lin et al. 2022, "On-Device Training Under 256KB
 * Memory".)
 */
public final class MemoryModel {

    private final Network network;
    private final TrainingSetup setup;
    private final List<BlockMemory> blocks;

    public MemoryModel(Network network, TrainingSetup setup) {
        this.network = network;
        this.setup = setup;
        blocks = blocks(network, setup);
    }

    static List<BlockMemory> blocks(Network network, TrainingSetup setup) {
        List<BlockMemory> memory = new ArrayList<>();
        for (Block block : network.blocks()) {
            memory.add(
                    new BlockMemory(memory.size(), block, setup.microBatch(), setup.convolution()));
        }
        return memory;
    }

    /** The step's memory where the given part of this model's network trains. */
    public MemoryProfile profile(NetworkPlan plan) {
        long gradients = (long) Float.BYTES * plan.parameters();
        int first = first(plan);
        long[] saved = new long[blocks.size()];
        for (int l = first; l < saved.length; l++) {
            saved[l] = blocks.get(l).saved(channels(plan, l));
        }
        List<Moment> moments = new ArrayList<>();
        long before = forward(first, saved, moments);
        backward(first, saved, before, moments);
        List<Long> perBlock = new ArrayList<>();
        for (long bytes : saved) {
            perBlock.add(bytes);
        }
        return new MemoryProfile(
                (long) Float.BYTES * network.parameterCount(),
                gradients,
                gradients * setup.optimizer().slots(),
                moments,
                perBlock);
    }

    /** Adds the moments of the forward pass; returns what it has saved. */
    private long forward(int first, long[] saved, List<Moment> moments) {
        long before = 0;
        for (BlockMemory m : blocks) {
            String name = m.block().name();
            boolean frozen = m.index() < first;
            long activations = frozen ? m.streamed() + blocks.get(first).input() : m.forward();
            moments.add(new Moment(FORWARD, name, before, activations, m.scratch()));
            before += saved[m.index()];
            if (!frozen && m.block().pool().isPresent()) {
                moments.add(new Moment(POOL, name, before, m.pool(), 0));
            }
        }
        return before;
    }

    private void backward(int first, long[] saved, long all, List<Moment> moments) {
        long upTo = all;
        for (int l = blocks.size() - 1; l >= first; l--) {
            BlockMemory m = blocks.get(l);
            String name = m.block().name();
            if (m.block().pool().isPresent()) {
                moments.add(new Moment(POOL_BACKWARD, name, upTo, m.pool(), 0));
            }
            moments.add(new Moment(BACKWARD, name, upTo, m.backward(l == first), m.scratch()));
            upTo -= saved[l];
        }
    }

    private int first(NetworkPlan plan) {
        int l = 0;
        while (blocks.get(l)
                .block()
                .weights()
                .filter(w -> plan.layers().get(w.index()).trains())
                .isEmpty()) {
            l++;
        }
        return l;
    }

    private int channels(NetworkPlan plan, int l) {
        return blocks.get(l)
                .block()
                .weights()
                .map(w -> plan.layers().get(w.index()).inputChannels().size())
                .orElse(0);
    }
}
