package io.ftte.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Choices for the layers from some layer on, none of which is worse than another in all of: the
 * largest moment behind it, the gradients, the gain. Whatever the layers before it choose, a choice
 * that is worse in all three stays worse, so the optimum lies among the others.
 */
final class Frontier {

    /**
     * What the layers from one on do.
     *
     * @param rest R, bytes of the largest moment among them, without static memory and what layers
     *     before them save
     * @param gradients Q, bytes of gradients and optimizer memory
     * @param eighths of the layer itself
     * @param behind what the layers after it do; {@link #END} has none
     */
    record Choice(long rest, long gradients, double gain, int eighths, Optional<Choice> behind) {
        /** Behind the last layer. */
        static final Choice END = new Choice(0, 0, 0, 0, Optional.empty());

        Choice withRest(long bytes) {
            return new Choice(bytes, gradients, gain, eighths, behind);
        }

        /** Of all layers from this one on, in the network's order. */
        List<Integer> allEighths() {
            List<Integer> all = new ArrayList<>();
            for (Choice choice = this; choice.behind.isPresent(); choice = choice.behind.get()) {
                all.add(choice.eighths);
            }
            return all;
        }
    }

    private static final Comparator<Choice> ORDER =
            Comparator.comparingLong(Choice::gradients)
                    .thenComparingLong(Choice::rest)
                    .thenComparing(Comparator.comparingDouble(Choice::gain).reversed());

    private Frontier() {}

    /**
     * Those that no other dominates, the first of equal ones; O(n log n). In the order of Q only an
     * earlier choice can dominate a later one: it does if it gains as much with a smaller or equal
     * R.
     */
    static List<Choice> of(List<Choice> choices) {
        List<Choice> kept = new ArrayList<>();
        // R to gain, both ascending: the best gain of those kept with that R or less.
        TreeMap<Long, Double> stairs = new TreeMap<>();
        for (Choice choice : choices.stream().sorted(ORDER).toList()) {
            Map.Entry<Long, Double> below = stairs.floorEntry(choice.rest());
            if (below == null || below.getValue() < choice.gain()) {
                kept.add(choice);
                stairs.put(choice.rest(), choice.gain());
                Map.Entry<Long, Double> above = stairs.higherEntry(choice.rest());
                while (above != null && above.getValue() <= choice.gain()) {
                    stairs.remove(above.getKey());
                    above = stairs.higherEntry(choice.rest());
                }
            }
        }
        return kept;
    }
}
