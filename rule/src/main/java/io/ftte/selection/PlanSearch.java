package io.ftte.selection;

import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.Weights;
import io.ftte.selection.Frontier.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sweeps the network once, from the last layer to the first, and finds for every depth the complete
 * candidates that no other dominates.
 *
 * <p>A knapsack per depth would be wrong: gradients are paid at every moment, but what a layer
 * saves only from that layer on. So a choice for the layers from l on is summed up by three
 * numbers: its largest moment R without what lies behind it, its gradients Q, and its gain. One
 * layer further, R′ = max(moments of l, saved_l + R) and Q′ = Q + F(1 + slots)·p_l; it fits iff F·P
 * + Q + max(R, moments of the frozen prefix) is within the budget.
 */
final class PlanSearch {

    /**
     * A complete candidate.
     *
     * @param choice of the layers that train
     * @param peakBytes of the training step
     */
    record Found(int depth, Choice choice, long peakBytes, double gain) {}

    private final List<BlockMemory> blocks;
    private final Gains gains;
    private final int layers;
    private final long weightBytes;
    private final long bytesPerTrainable;

    PlanSearch(Network network, TrainingSetup setup, Gains gains) {
        this.gains = gains;
        blocks = MemoryModel.blocks(network, setup);
        layers = network.weights().size();
        weightBytes = (long) Float.BYTES * network.parameterCount();
        bytesPerTrainable = Float.BYTES * (1L + setup.optimizer().slots());
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

    /** Reports the candidates whose peak is within the bound, among them the best of each depth. */
    void within(long boundBytes, Consumer<Found> found) {
        List<Choice> frontier = List.of(Choice.END);
        for (int l = blocks.size() - 1; l >= 0 && !frontier.isEmpty(); l--) {
            BlockMemory memory = blocks.get(l);
            List<Choice> longer = new ArrayList<>();
            for (Choice behind : frontier) {
                memory.block()
                        .weights()
                        .ifPresentOrElse(
                                w -> extend(memory, w, behind, boundBytes, longer, found),
                                () -> longer.add(passed(memory, behind)));
            }
            frontier = Frontier.of(longer);
        }
    }

    private void extend(
            BlockMemory memory,
            Weights weights,
            Choice behind,
            long boundBytes,
            List<Choice> longer,
            Consumer<Found> found) {
        int depth = layers - weights.index();
        for (int eighths : eighths(weights, depth == 1)) {
            int channels = channels(weights, eighths);
            long rest = memory.saved(channels) + behind.rest();
            Choice choice =
                    new Choice(
                            Math.max(memory.largest(channels, false), rest),
                            behind.gradients()
                                    + bytesPerTrainable * BlockMemory.parameters(weights, channels),
                            behind.gain() + gains.weights(weights, eighths),
                            eighths,
                            Optional.of(behind));
            // The layers before it only add to both.
            if (weightBytes + choice.gradients() + choice.rest() <= boundBytes) {
                longer.add(choice);
            }
            Choice first = choice.withRest(Math.max(memory.largest(channels, true), rest));
            long peak = weightBytes + first.gradients() + Math.max(first.rest(), prefix(memory));
            if (peak <= boundBytes) {
                found.accept(new Found(depth, first, peak, first.gain() + gains.biases(depth)));
            }
        }
    }

    private static Choice passed(BlockMemory memory, Choice behind) {
        return behind.withRest(Math.max(memory.largest(0, false), behind.rest()));
    }

    /** The largest moment of the frozen layers before the first that trains. */
    private long prefix(BlockMemory first) {
        long largest = 0;
        for (BlockMemory frozen : blocks.subList(0, first.index())) {
            largest = Math.max(largest, frozen.streamed() + frozen.scratch() + first.input());
        }
        return largest;
    }
}
