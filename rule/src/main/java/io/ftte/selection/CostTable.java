package io.ftte.selection;

import io.ftte.network.Network;
import io.ftte.network.Weights;
import io.ftte.selection.search.PlanCosts;
import io.ftte.selection.search.PlanCosts.Options;
import java.util.ArrayList;
import java.util.List;

/** The memory model and the gains as the numbers that the search adds up. */
final class CostTable {
    private CostTable() {}

    static PlanCosts of(Network network, TrainingSetup setup, Gains gains) {
        List<BlockMemory> blocks = MemoryModel.blocks(network, setup);
        int layers = network.weights().size();
        Options[] options = new Options[layers];
        long[] prefix = new long[layers];
        double[] biases = new double[layers];
        for (BlockMemory memory : blocks) {
            if (memory.block().weights().isPresent()) {
                Weights weights = memory.block().weights().get();
                int layer = weights.index();
                options[layer] = options(memory, weights, behind(blocks, memory), layers, gains);
                prefix[layer] = prefix(blocks, memory);
                biases[layer] = gains.biases(layers - layer);
            }
        }
        return new PlanCosts(
                setup.microBatch(),
                options,
                prefix,
                biases,
                (long) Float.BYTES * network.parameterCount(),
                Float.BYTES * (1L + setup.optimizer().slots()));
    }

    private static Options options(
            BlockMemory memory, Weights weights, long behind, int layers, Gains gains) {
        List<Integer> parts = eighths(weights, weights.index() == layers - 1);
        int count = parts.size();
        Options options =
                new Options(
                        parts.stream().mapToInt(part -> part).toArray(),
                        new int[count],
                        new long[count],
                        new long[count],
                        new long[count],
                        new double[count]);
        for (int i = 0; i < count; i++) {
            int channels = channels(weights, parts.get(i));
            long saved = memory.saved(channels);
            options.parameters()[i] = BlockMemory.parameters(weights, channels);
            options.saved()[i] = saved;
            options.inside()[i] = Math.max(memory.largest(channels, false), saved + behind);
            options.first()[i] = Math.max(memory.largest(channels, true), saved + behind);
            options.gains()[i] = gains.weights(weights, parts.get(i));
        }
        return options;
    }

    /**
     * The parts of a layer's input channels that may train: those that are whole channels; of the
     * classifier all.
     */
    static List<Integer> eighths(Weights weights, boolean classifier) {
        List<Integer> eighths = new ArrayList<>();
        for (int c = classifier ? 8 : 0; c <= 8; c++) {
            if ((long) weights.channels() * c % 8 == 0) {
                eighths.add(c);
            }
        }
        return eighths;
    }

    static int channels(Weights weights, int eighths) {
        return (int) ((long) weights.channels() * eighths / 8);
    }

    /** The largest moment of the layers without weights directly behind this one. */
    private static long behind(List<BlockMemory> blocks, BlockMemory layer) {
        long largest = 0;
        for (BlockMemory next : blocks.subList(layer.index() + 1, blocks.size())) {
            if (next.block().weights().isPresent()) {
                break;
            }
            largest = Math.max(largest, next.largest(0, false));
        }
        return largest;
    }

    /** The largest moment of the frozen layers before the first that trains. */
    private static long prefix(List<BlockMemory> blocks, BlockMemory first) {
        long largest = 0;
        for (BlockMemory frozen : blocks.subList(0, first.index())) {
            largest = Math.max(largest, frozen.streamed() + frozen.scratch() + first.input());
        }
        return largest;
    }
}
