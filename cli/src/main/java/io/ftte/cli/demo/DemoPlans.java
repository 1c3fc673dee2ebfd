package io.ftte.cli.demo;

import io.ftte.cli.report.TrainedPlan;
import io.ftte.devices.client.PlanSubset;
import io.ftte.network.Network;
import io.ftte.schemas.TrainablePlan;
import io.ftte.selection.TrainingSetup;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the plans of a demonstration cost, and who trains them.
 *
 * @param setup how devices train, as the job knows it
 * @param personal parameters that each device keeps to itself
 */
record DemoPlans(Network network, TrainingSetup setup, int personal) {
    private static final double KIB = 1024;

    static DemoPlans of(DemoSettings settings, DemoModel model) {
        return new DemoPlans(
                model.network(), DemoTraining.setup(settings.tiers()), model.personalCount());
    }

    /** The plans in force, from that of the weakest devices on. */
    List<TrainedPlan> inForce(RunRecord run) {
        return run.set().stream().map(plan -> trained(plan, run)).toList();
    }

    private TrainedPlan trained(TrainablePlan plan, RunRecord run) {
        int parameters = PlanSubset.of(plan).length();
        List<String> senders = run.senders(plan.getPlanId());
        return new TrainedPlan(
                plan.getTier(),
                plan.getPlanId(),
                parameters,
                (long) Float.BYTES * parameters,
                DemoTraining.memory(network, setup, plan).peakBytes(),
                senders.size(),
                senders.stream().distinct().count());
    }

    /** The tier that a device of so much memory trains; empty where it can train none. */
    Optional<Integer> tier(RunRecord run, long budgetBytes) {
        return inForce(run).stream()
                .filter(plan -> plan.peakMemoryBytes() <= budgetBytes)
                .map(TrainedPlan::tier)
                .max(Integer::compare);
    }

    /** Announces a plan that stands alone. */
    String line(TrainablePlan plan) {
        return "%s, %.1f KiB per step"
                .formatted(what(plan), DemoTraining.memory(network, setup, plan).peakBytes() / KIB);
    }

    /**
     * Announces a plan of a set.
     *
     * @param tiers how many there are
     */
    String line(TrainablePlan plan, int tiers) {
        return "tier %d of %d, %s, for devices of %.1f KiB and more"
                .formatted(
                        plan.getTier(),
                        tiers,
                        what(plan),
                        DemoTraining.memory(network, setup, plan).peakBytes() / KIB);
    }

    private String what(TrainablePlan plan) {
        String kept = personal == 0 ? "" : " and are sent, %,d stay personal".formatted(personal);
        return "plan %d from version %d on: %,d of %,d parameters train%s"
                .formatted(
                        plan.getPlanId(),
                        plan.getSinceVersion(),
                        PlanSubset.of(plan).length(),
                        network.parameterCount(),
                        kept);
    }

    /** A row of the table at the end. */
    static String row(TrainedPlan plan) {
        return String.format(
                Locale.ROOT,
                "plan %d, %,d parameters, %.1f KiB payload, %.1f KiB peak, %,d updates of %d"
                        + " devices",
                plan.planId(),
                plan.parameters(),
                plan.payloadBytes() / KIB,
                plan.peakMemoryBytes() / KIB,
                plan.updates(),
                plan.devices());
    }
}
