package io.ftte.devices.simulation.fleet;

import io.ftte.devices.data.DirichletPartition;
import io.ftte.ondevice.data.Shuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which examples the devices hold. By labels, every device holds equally many: it draws its mix of
 * labels from a Dirichlet distribution of its own and takes examples in that proportion, going
 * round each label's examples in a random order, so that an example may lie on two devices where a
 * label is much in demand.
 *
 * @param alpha concentration of the Dirichlet regime, above 0 there
 */
public record Partition(Kind kind, double alpha) {
    /** By what. */
    public enum Kind {
        /** Labels alike for all devices. */
        DIRICHLET,
        /** Stragglers hold other labels than fast devices do. */
        HARD,
        /** By the person whom an example belongs to. */
        NATURAL
    }

    /** Concentrations of the hard regime on the first and the second half of the labels. */
    private static final double[] FAST = {0.6, 0.05};

    private static final double[] SLOW = {0.15, 0.6};

    /** {@code IllegalArgumentException}, one line, when alpha is not above 0. */
    public Partition {
        if (kind == Kind.DIRICHLET && !(alpha > 0)) {
            throw new IllegalArgumentException("alpha must be above 0, got " + alpha);
        }
    }

    /**
     * @param labels class of each example
     * @param slow for each device whether it is a straggler
     * @param clients for each example whom it belongs to; needed by the natural partition only
     * @return for each device the indices of its examples, at least one
     * @throws IllegalArgumentException one line, when there are too few examples
     */
    List<int[]> deal(
            int[] labels, int classes, boolean[] slow, int[] clients, RandomGenerator random) {
        if (labels.length < slow.length) {
            throw new IllegalArgumentException(
                    "%d devices are too many for %d examples"
                            .formatted(slow.length, labels.length));
        }
        return kind == Kind.NATURAL
                ? byPerson(clients, slow.length)
                : byLabel(labels, classes, slow, random);
    }

    private List<int[]> byLabel(int[] labels, int classes, boolean[] slow, RandomGenerator random) {
        int[][] pools = new int[classes][];
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            pools[label] =
                    IntStream.range(0, labels.length).filter(i -> labels[i] == wanted).toArray();
            Shuffle.of(pools[label], random::nextInt);
        }
        int[] next = new int[pools.length];
        List<int[]> parts = new ArrayList<>();
        for (boolean straggler : slow) {
            double[] concentrations = concentrations(pools, straggler);
            double[] mix = DirichletPartition.dirichlet(concentrations, random);
            int[] part = new int[labels.length / slow.length];
            for (int i = 0; i < part.length; i++) {
                int label = label(mix, random.nextDouble());
                part[i] = pools[label][next[label]++ % pools[label].length];
            }
            parts.add(part);
        }
        return parts;
    }

    /** Labels without an example get next to nothing; a concentration must be above 0. */
    private double[] concentrations(int[][] pools, boolean straggler) {
        return IntStream.range(0, pools.length)
                .mapToDouble(
                        label ->
                                pools[label].length == 0
                                        ? 1e-9
                                        : concentration(label, pools.length, straggler))
                .toArray();
    }

    private double concentration(int label, int labels, boolean straggler) {
        return kind == Kind.DIRICHLET ? alpha : (straggler ? SLOW : FAST)[2 * label / labels];
    }

    private static int label(double[] mix, double at) {
        double cumulated = 0;
        int last = 0;
        for (int label = 0; label < mix.length; label++) {
            cumulated += mix[label];
            if (mix[label] > 1e-6) {
                last = label;
                if (at < cumulated) {
                    return label;
                }
            }
        }
        return last;
    }

    /** Devices go round the persons; those of one person share its examples in equal runs. */
    private static List<int[]> byPerson(int[] clients, int devices) {
        Map<Integer, List<Integer>> persons = new TreeMap<>();
        for (int i = 0; i < clients.length; i++) {
            persons.computeIfAbsent(clients[i], key -> new ArrayList<>()).add(i);
        }
        List<List<Integer>> owned = List.copyOf(persons.values());
        int[][] parts = new int[devices][];
        for (int device = 0; device < devices; device++) {
            int person = device % owned.size();
            List<Integer> all = owned.get(person);
            int sharers = (devices - 1 - person) / owned.size() + 1;
            int share = device / owned.size();
            int from = (int) ((long) all.size() * share / sharers);
            int to = (int) ((long) all.size() * (share + 1) / sharers);
            if (from == to) {
                throw new IllegalArgumentException(
                        "%d devices are too many for the examples of %d persons"
                                .formatted(devices, owned.size()));
            }
            parts[device] = all.subList(from, to).stream().mapToInt(Integer::intValue).toArray();
        }
        return Arrays.asList(parts);
    }
}
