package io.ftte.selection;

import io.ftte.network.Weights;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The input channels of a layer by the L2 norm of their weights. */
public final class ChannelRanking {

    private final List<Integer> strongestFirst;

    /**
     * @param parameters the flat vector of the whole network
     */
    public ChannelRanking(Weights weights, float[] parameters) {
        double[] squares = new double[weights.channels()];
        for (int channel = 0; channel < squares.length; channel++) {
            for (int run = 0; run < weights.runs(); run++) {
                int from = weights.runStart(run, channel);
                for (int i = from; i < from + weights.runLength(); i++) {
                    squares[channel] += (double) parameters[i] * parameters[i];
                }
            }
        }
        // The sort is stable: of equal channels the first one counts as the stronger.
        strongestFirst =
                IntStream.range(0, squares.length)
                        .boxed()
                        .sorted(Comparator.<Integer>comparingDouble(c -> squares[c]).reversed())
                        .toList();
    }

    /** All of them; of equal ones the first counts as the stronger. */
    public List<Integer> strongestFirst() {
        return strongestFirst;
    }

    /** The strongest ones, ascending by index. */
    List<Integer> strongest(int count) {
        Integer[] channels = strongestFirst.subList(0, count).toArray(Integer[]::new);
        Arrays.sort(channels);
        return List.of(channels);
    }
}
