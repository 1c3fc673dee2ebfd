package io.ftte.cli.watch.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.TrainingSetup;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The newest plans of a model: what they train, what that takes, and how often it counted. */
final class Plans {
    private static final int MOST = 64;

    private record Plan(
            int set,
            int tier,
            int place,
            int places,
            long sinceVersion,
            long parameters,
            long personal,
            OptionalLong peakBytes) {}

    private final TrainingSetup setup;
    private final TreeMap<Integer, Plan> plans = new TreeMap<>();
    private final NewestMap<Integer, Tally> admitted = new NewestMap<>(MOST);

    /**
     * @param setup how devices train, for the memory of a step
     */
    Plans(TrainingSetup setup) {
        this.setup = setup;
    }

    /**
     * Takes a plan as the job published it.
     *
     * @throws IllegalArgumentException if its ranges or its layers make no sense
     */
    void add(TrainablePlan plan) {
        plans.put(
                plan.getPlanId(),
                new Plan(
                        plan.getSet() == null ? plan.getPlanId() : plan.getSet(),
                        plan.getTier(),
                        plan.getPlace(),
                        plan.getPlaces(),
                        plan.getSinceVersion(),
                        count(plan.getRanges()),
                        count(plan.getPersonal()),
                        peakBytes(plan)));
        if (plans.size() > MOST) {
            plans.pollFirstEntry();
        }
    }

    private static long count(List<IndexRange> ranges) {
        return ranges.stream().mapToLong(range -> (long) range.getTo() - range.getFrom()).sum();
    }

    private OptionalLong peakBytes(TrainablePlan plan) {
        if (plan.getArchitecture() == null) {
            return OptionalLong.empty();
        }
        Network network = NetworkJson.read(plan.getArchitecture());
        BitSet trained = new BitSet();
        for (List<IndexRange> ranges : List.of(plan.getRanges(), plan.getPersonal())) {
            for (IndexRange range : ranges) {
                // Before bits are set: a plan may name an index that would take all memory.
                if (range.getFrom() < 0 || range.getTo() > network.parameterCount()) {
                    throw new IllegalArgumentException(
                            "plan %d trains [%d, %d) of %d parameters"
                                    .formatted(
                                            plan.getPlanId(),
                                            range.getFrom(),
                                            range.getTo(),
                                            network.parameterCount()));
                }
                trained.set(range.getFrom(), range.getTo());
            }
        }
        return OptionalLong.of(
                new MemoryModel(network, setup)
                        .profile(NetworkPlan.of(network, trained))
                        .peakBytes());
    }

    /** Takes what a version has of each plan. */
    void admitted(VersionLineage version) {
        for (Contribution contribution : version.getContributions()) {
            admitted.get(contribution.getPlanId(), Tally::new).add(contribution);
        }
    }

    /** The plans of the newest set, ascending by id, with the profiles that have the memory. */
    void write(ArrayNode out, Budgets budgets) {
        if (plans.isEmpty()) {
            return;
        }
        plans.tailMap(plans.lastEntry().getValue().set())
                .forEach((id, plan) -> write(id, plan, budgets, out.addObject()));
    }

    private void write(int id, Plan plan, Budgets budgets, ObjectNode out) {
        out.put("planId", id);
        out.put("tier", plan.tier());
        out.put("place", plan.place());
        out.put("places", plan.places());
        out.put("sinceVersion", plan.sinceVersion());
        out.put("parameters", plan.parameters());
        out.put("personal", plan.personal());
        out.put("payloadBytes", Float.BYTES * plan.parameters());
        plan.peakBytes()
                .ifPresent(
                        bytes -> {
                            out.put("peakBytes", bytes);
                            out.put("devicesThatFit", budgets.atLeast(bytes));
                        });
        out.put("admitted", admitted.find(id).map(Tally::count).orElse(0L));
    }
}
