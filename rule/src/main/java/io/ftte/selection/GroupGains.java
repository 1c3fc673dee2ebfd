package io.ftte.selection;

import io.ftte.network.Network;
import io.ftte.network.Weights;
import io.ftte.schemas.text.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gains that were measured or summed from Fisher scores, by the name of the group:
 *
 * <ul>
 *   <li>{@code conv6/kernel} – the whole kernel; a part of its input channels is worth that part of
 *       it, unless
 *   <li>{@code conv6/kernel@3/8} says what that part is worth;
 *   <li>{@code conv6/bias} – one bias; the last k are worth their sum, unless
 *   <li>{@code biases@3} says what the last three are worth together.
 * </ul>
 *
 * A group that is not there is worth nothing.
 */
public final class GroupGains implements Gains {

    private final Network network;
    private final Map<String, Double> gains;

    /**
     * @throws IllegalArgumentException one line, if the network has no such group or a gain is not
     *     finite
     */
    public GroupGains(Network network, Map<String, Double> gains) {
        this.network = network;
        this.gains = Map.copyOf(gains);
        Set<String> known = groups(network);
        gains.forEach(
                (group, gain) -> {
                    if (!known.contains(group)) {
                        throw new IllegalArgumentException(
                                "the network has no tensor group %s; the nearest is %s"
                                        .formatted(group, NearestName.of(group, known)));
                    }
                    if (!Double.isFinite(gain)) {
                        throw new IllegalArgumentException(
                                "the gain of %s is %s; give a finite number"
                                        .formatted(group, gain));
                    }
                });
    }

    @Override
    public double biases(int depth) {
        List<Weights> layers = network.weights();
        double sum =
                layers.subList(layers.size() - depth, layers.size()).stream()
                        .mapToDouble(w -> gains.getOrDefault(w.bias().name(), 0.0))
                        .sum();
        return gains.getOrDefault("biases@" + depth, sum);
    }

    @Override
    public double weights(Weights layer, int eighths) {
        String kernel = layer.kernel().name();
        double share = gains.getOrDefault(kernel, 0.0) * eighths / 8;
        return gains.getOrDefault(kernel + "@" + eighths + "/8", share);
    }

    private static Set<String> groups(Network network) {
        Set<String> groups = new TreeSet<>();
        for (Weights layer : network.weights()) {
            groups.add(layer.bias().name());
            groups.add(layer.kernel().name());
            for (int eighths = 1; eighths <= 8; eighths++) {
                groups.add(layer.kernel().name() + "@" + eighths + "/8");
            }
            groups.add("biases@" + (layer.index() + 1));
        }
        return groups;
    }
}
