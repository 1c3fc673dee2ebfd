package io.ftte.cli.demo;

import io.ftte.schemas.TrainablePlan;
import java.util.List;
import java.util.function.Consumer;

/**
 * Announces plans: each as it comes, and those of tiers once their set has settled, as profiles
 * arrive one by one and each may bring another set.
 */
final class PlanNews {
    /** How long no plan must come for a set to count as settled. */
    private static final double SETTLED_SECONDS = 1;

    private final DemoPlans plans;
    private final boolean tiers;
    private final RunRecord run;
    private final Consumer<String> say;
    private List<TrainablePlan> said = List.of();
    private double newest;

    /**
     * @param tiers whether there may be several plans at once
     */
    PlanNews(DemoPlans plans, boolean tiers, RunRecord run, Consumer<String> say) {
        this.plans = plans;
        this.tiers = tiers;
        this.run = run;
        this.say = say;
    }

    /** Hears of a plan, so many seconds after the start. */
    void take(TrainablePlan plan, double seconds) {
        boolean newer = run.add(plan);
        newest = seconds;
        if (newer && !tiers) {
            say.accept(plans.line(plan));
        }
    }

    /** Announces the newest set, if it has settled by now. */
    void show(double seconds) {
        if (tiers && seconds - newest >= SETTLED_SECONDS && !said.equals(run.set())) {
            said = run.set();
            int count = said.get(said.size() - 1).getTier() + 1;
            said.forEach(plan -> say.accept(plans.line(plan, count)));
        }
    }

    /** What less memory means for the device that has it. */
    void lowered(String deviceId, long beforeBytes, long leftBytes) {
        String left = "%s has %.1f KiB left".formatted(deviceId, leftBytes / 1024.0);
        if (!tiers || run.set().isEmpty()) {
            say.accept(left);
            return;
        }
        Object before = plans.tier(run, beforeBytes).map(String::valueOf).orElse("none");
        say.accept(
                left
                        + plans.tier(run, leftBytes)
                                .map(String::valueOf)
                                .map(
                                        tier ->
                                                tier.equals(before)
                                                        ? ": tier %s as before".formatted(tier)
                                                        : ": tier %s instead of %s, for it alone"
                                                                .formatted(tier, before))
                                .orElse(", too little for any tier: it waits for a smaller plan"));
    }
}
