package io.ftte.selection;

import java.util.List;

/**
 * A point of the search space: the last {@code depth} weight layers train their biases and a part
 * of their weights, the classifier all of it.
 *
 * @param depth k, from 1
 * @param eighths of the input channels that train, of each of these layers in the network's order;
 *     8 for the last
 */
public record Candidate(int depth, List<Integer> eighths) {

    public Candidate {
        eighths = List.copyOf(eighths);
        if (depth != eighths.size() || depth < 1 || eighths.get(depth - 1) != 8) {
            throw new IllegalArgumentException(
                    "depth " + depth + " does not fit the parts " + eighths + ", or no classifier");
        }
    }
}
