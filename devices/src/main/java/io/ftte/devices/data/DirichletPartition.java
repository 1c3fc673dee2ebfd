package io.ftte.devices.data;

import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.data.Shuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Deals examples out to devices so that devices hold different labels: the examples of each class
 * are divided in proportions drawn from a symmetric Dirichlet distribution (Hsu, Qi and Brown
 * 2019). The smaller alpha, the fewer classes a device holds; above about 100 all are alike.
 *
 * <p>Every example goes to exactly one device and every device gets at least {@code minimum}: a
 * device short of it takes examples, drawn at random, from whichever device then holds most. A
 * device without examples could send no update, and drawing everything anew until all hold enough,
 * as is often done, may never end for small alpha.
 */
public final class DirichletPartition {

    private DirichletPartition() {}

    /**
     * @param devices number of parts
     * @param alpha concentration, above 0
     * @param minimum examples that every device gets at least
     * @return for each device the indices of its examples, ascending
     */
    public static List<int[]> of(
            Dataset data, int devices, double alpha, int minimum, RandomGenerator random) {
        if (devices < 1 || !(alpha > 0) || minimum < 1) {
            throw new IllegalArgumentException(
                    "devices and minimum must be at least 1 and alpha above 0, got %d, %d and %s"
                            .formatted(devices, minimum, alpha));
        }
        if ((long) devices * minimum > data.size()) {
            throw new IllegalArgumentException(
                    "%d devices with at least %d examples each need more than the %d there are"
                            .formatted(devices, minimum, data.size()));
        }
        List<List<Integer>> parts = new ArrayList<>();
        for (int d = 0; d < devices; d++) {
            parts.add(new ArrayList<>());
        }
        for (int label = 0; label < data.classes(); label++) {
            deal(data.ofClass(label), parts, alpha, random);
        }
        parts.forEach(part -> fillUp(part, parts, minimum, random));
        return parts.stream()
                .map(part -> part.stream().mapToInt(Integer::intValue).sorted().toArray())
                .toList();
    }

    private static void deal(
            int[] members, List<List<Integer>> parts, double alpha, RandomGenerator random) {
        Shuffle.of(members, random::nextInt);
        double[] concentrations = new double[parts.size()];
        Arrays.fill(concentrations, alpha);
        double[] shares = dirichlet(concentrations, random);
        double cumulated = 0;
        int next = 0;
        for (int d = 0; d < shares.length; d++) {
            cumulated += shares[d];
            int end =
                    d == shares.length - 1
                            ? members.length
                            : (int) Math.round(Math.min(cumulated, 1) * members.length);
            while (next < end) {
                parts.get(d).add(members[next++]);
            }
        }
    }

    private static void fillUp(
            List<Integer> part, List<List<Integer>> parts, int minimum, RandomGenerator random) {
        while (part.size() < minimum) {
            List<Integer> richest = part;
            for (List<Integer> other : parts) {
                richest = other.size() > richest.size() ? other : richest;
            }
            part.add(richest.remove(random.nextInt(richest.size())));
        }
    }

    /**
     * One draw from a Dirichlet distribution: independent gamma variates, divided by their sum.
     *
     * @param concentrations each above 0
     * @return shares that sum to 1
     */
    public static double[] dirichlet(double[] concentrations, RandomGenerator random) {
        double[] logs = new double[concentrations.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int d = 0; d < logs.length; d++) {
            logs[d] = logGamma(concentrations[d], random);
            largest = Math.max(largest, logs[d]);
        }
        double sum = 0;
        for (int d = 0; d < logs.length; d++) {
            logs[d] = StrictMath.exp(logs[d] - largest);
            sum += logs[d];
        }
        double total = sum;
        return Arrays.stream(logs).map(share -> share / total).toArray();
    }

    /**
     * Logarithm of a gamma(shape, 1) variate by Marsaglia and Tsang (2000); for shape below 1 that
     * of shape + 1 times U^(1/shape). In logarithms, because for small shapes all variates
     * underflow to 0 and their sum with them.
     */
    private static double logGamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return logGamma(shape + 1, random) + StrictMath.log(1 - random.nextDouble()) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
            if (v > 0
                    && StrictMath.log(1 - random.nextDouble())
                            < 0.5 * x * x + d * (1 - v + StrictMath.log(v))) {
                return StrictMath.log(d * v);
            }
        }
    }
}
