package io.ftte.control.sets;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelLayout;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.text.NetworkJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The plans of a set by their tiers. All that a tier trains the next one trains too, so that no
 * parameter is left to the weaker devices alone.
 */
public final class PlanTiers {
    private PlanTiers() {}

    /**
     * Seats the plans of a registration, in the order of their ids: one set where they have tiers,
     * else each by itself.
     *
     * @param layout of the registration's plans
     * @throws IllegalArgumentException one line, where only some have tiers, or as {@link
     *     #requireNested} and {@link #requireTrainable}
     */
    public static List<PlanSeat> seats(ModelRegistration head, ModelLayout layout) {
        List<Integer> ids = Arrays.stream(layout.planIds()).boxed().toList();
        List<Integer> tiers =
                head.getPlans().stream()
                        .sorted(Comparator.comparingInt(Plan::getPlanId))
                        .map(Plan::getTier)
                        .filter(Objects::nonNull)
                        .toList();
        if (tiers.isEmpty()) {
            return ids.stream().map(PlanSeat::alone).toList();
        }
        if (tiers.size() < ids.size()) {
            throw new IllegalArgumentException(
                    "only some of the plans have a tier; give one to all of them, or to none");
        }
        List<IndexRanges> plans = IntStream.range(0, ids.size()).mapToObj(layout::plan).toList();
        requireNested(plans, tiers);
        requireTrainable(head, ids, plans);
        return seats(ids, tiers);
    }

    /**
     * Devices know the layers of a model with an architecture, and train whole input channels and
     * biases of them.
     *
     * @param ids of the plans, in their order
     * @throws IllegalArgumentException one line, where a plan is one that no device could train
     */
    public static void requireTrainable(
            ModelRegistration head, List<Integer> ids, List<IndexRanges> plans) {
        if (head.getArchitecture() == null) {
            return;
        }
        Network network = NetworkJson.read(head.getArchitecture());
        for (int i = 0; i < ids.size(); i++) {
            try {
                NetworkPlan.of(network, plans.get(i).indices());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "no device can train plan %d: %s".formatted(ids.get(i), e.getMessage()), e);
            }
        }
    }

    /**
     * Seats the plans of one set.
     *
     * @param ids ascending
     * @param tiers of the plans in that order
     */
    public static List<PlanSeat> seats(List<Integer> ids, List<Integer> tiers) {
        Map<Integer, Integer> places = new HashMap<>();
        tiers.forEach(tier -> places.merge(tier, 1, Integer::sum));
        Map<Integer, Integer> taken = new HashMap<>();
        List<PlanSeat> seats = new ArrayList<>();
        for (int tier : tiers) {
            int place = taken.merge(tier, 1, Integer::sum) - 1;
            seats.add(new PlanSeat(ids.get(0), tier, place, places.get(tier)));
        }
        return seats;
    }

    /**
     * @param plans what each trains
     * @param tiers of the plans in that order
     * @throws IllegalArgumentException one line, where a tier is negative or leaves out what the
     *     one below it trains
     */
    public static void requireNested(List<IndexRanges> plans, List<Integer> tiers) {
        TreeMap<Integer, List<IndexRanges>> byTier = new TreeMap<>();
        for (int i = 0; i < plans.size(); i++) {
            byTier.computeIfAbsent(tiers.get(i), tier -> new ArrayList<>()).add(plans.get(i));
        }
        if (byTier.firstKey() < 0) {
            throw new IllegalArgumentException(
                    "tier " + byTier.firstKey() + " is negative; count tiers from 0");
        }
        for (var lower = byTier.firstEntry(); lower != null; ) {
            var higher = byTier.higherEntry(lower.getKey());
            if (higher != null) {
                requireInside(lower, higher);
            }
            lower = higher;
        }
    }

    private static void requireInside(
            Map.Entry<Integer, List<IndexRanges>> lower,
            Map.Entry<Integer, List<IndexRanges>> higher) {
        IndexRanges wide = IndexRanges.union(higher.getValue());
        IndexRanges narrow = IndexRanges.union(lower.getValue());
        for (int i = 0; i < narrow.from().length; i++) {
            int from = narrow.from()[i];
            int to = narrow.to()[i];
            if (wide.within(from, to).length() < to - from) {
                throw new IllegalArgumentException(
                        ("tier %d leaves out some of the parameters %d to %d, which tier %d trains:"
                                        + " add them to it")
                                .formatted(higher.getKey(), from, to, lower.getKey()));
            }
        }
    }
}
