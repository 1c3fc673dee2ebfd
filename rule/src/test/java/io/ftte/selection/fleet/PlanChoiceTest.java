package io.ftte.selection.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.network.NetworkPlan;
import io.ftte.schemas.TensorEncoding;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.Gains;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.Models;
import io.ftte.selection.ParameterGains;
import io.ftte.selection.PlanPayload;
import io.ftte.selection.TrainingSetup;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanChoiceTest {
    private static final Models CIFAR = Models.cifar();
    private static final Gains GAINS = new ParameterGains(CIFAR.network());
    private static final TrainingSetup SETUP =
            new TrainingSetup(32, 8, Convolution.DIRECT, DeviceOptimizer.SGD);
    private static final PlanChoice CHOICE =
            new PlanChoice(CIFAR.network(), CIFAR.parameters(), SETUP);
    private static final long WIDE = 2 << 20;

    private static FleetBudget budget(long payload, boolean turns, Long... memory) {
        return new FleetBudget(List.of(memory), payload, TensorEncoding.INT8, turns);
    }

    private static List<List<NetworkPlan>> better(List<List<BitSet>> current, FleetBudget budget) {
        return CHOICE.better(current, budget, GAINS).orElseThrow();
    }

    private static List<List<BitSet>> indices(List<List<NetworkPlan>> tiers) {
        return tiers.stream()
                .map(tier -> tier.stream().map(NetworkPlan::indices).toList())
                .toList();
    }

    private static BitSet union(List<NetworkPlan> tier) {
        BitSet union = new BitSet();
        tier.forEach(plan -> union.or(plan.indices()));
        return union;
    }

    private static long payload(NetworkPlan plan) {
        return PlanPayload.bytes(TensorEncoding.INT8, plan.parameters());
    }

    @Test
    void isTrainable_wherePlansFitEveryDeviceOfTheFleet() {
        long weak = CHOICE.smallestBytes();
        List<List<BitSet>> tiers = indices(better(List.of(), budget(30_000, false, weak, WIDE)));

        assertThat(tiers).hasSize(2);
        assertThat(CHOICE.isTrainable(tiers, budget(30_000, false, weak, WIDE))).isTrue();
        assertThat(CHOICE.isTrainable(tiers, budget(30_000, false, weak))).isTrue();
        assertThat(CHOICE.isTrainable(tiers.subList(1, 2), budget(30_000, false, weak, WIDE)))
                .isFalse();
        assertThat(CHOICE.isTrainable(tiers, budget(1, false, WIDE))).isFalse();
        assertThat(CHOICE.isTrainable(List.of(), budget(30_000, false, WIDE))).isFalse();
    }

    @Test
    void better_payload_changesOnlyWhereItIsExceededOrMuchIsGained() {
        List<List<NetworkPlan>> best = better(List.of(), budget(30_000, false, WIDE));

        assertThat(best).hasSize(1);
        assertThat(payload(best.get(0).get(0))).isBetween(25_000L, 30_000L);
        assertThat(CHOICE.better(indices(best), budget(30_500, false, WIDE), GAINS)).isEmpty();
        assertThat(payload(better(indices(best), budget(60_000, false, WIDE)).get(0).get(0)))
                .isGreaterThan(50_000);
        assertThat(payload(better(indices(best), budget(20_000, false, WIDE)).get(0).get(0)))
                .isLessThanOrEqualTo(20_000);
        assertThat(
                        CHOICE.better(
                                indices(best),
                                budget(30_500, false, CHOICE.smallestBytes()),
                                GAINS))
                .as("memory")
                .isPresent();
    }

    @Test
    void better_turns_cutsTheWholeIntoAsFewPartsAsFit() {
        List<NetworkPlan> parts = better(List.of(), budget(30_000, true, 4 * WIDE)).get(0);

        int whole = CIFAR.network().parameterCount();
        assertThat(union(parts).cardinality()).isEqualTo(whole);
        assertThat(parts).allMatch(part -> payload(part) <= 30_000);
        List<NetworkPlan> fewer =
                PlanParts.of(
                        NetworkPlan.full(CIFAR.network()), CIFAR.parameters(), parts.size() - 1);
        assertThat(fewer).anyMatch(part -> payload(part) > 30_000);
        assertThat(CHOICE.better(indices(List.of(parts)), budget(30_000, true, 4 * WIDE), GAINS))
                .isEmpty();
    }

    @Test
    void better_tiers_eachContainsTheOneBelowAndFitsItsMemory() {
        MemoryModel memory = new MemoryModel(CIFAR.network(), SETUP);
        for (long weak = CHOICE.smallestBytes(); weak < WIDE; weak += WIDE / 16) {
            List<List<NetworkPlan>> tiers =
                    better(List.of(), budget(Long.MAX_VALUE, false, weak, WIDE));
            BitSet below = new BitSet();
            for (int tier = 0; tier < tiers.size(); tier++) {
                NetworkPlan plan = tiers.get(tier).get(0);
                BitSet missing = (BitSet) below.clone();
                missing.andNot(plan.indices());
                assertThat(missing.isEmpty()).isTrue();
                assertThat(memory.profile(plan).peakBytes())
                        .isLessThanOrEqualTo(tier == 0 ? weak : WIDE);
                below = plan.indices();
            }
        }
    }

    @Test
    void better_tierThatNobodyCanTrainAnyMore_changesNothing() {
        long weak = CHOICE.smallestBytes();
        List<List<BitSet>> tiers =
                indices(better(List.of(), budget(Long.MAX_VALUE, false, weak, WIDE)));
        assertThat(tiers).hasSize(2);

        FleetBudget now = budget(Long.MAX_VALUE, false, weak, weak);
        assertThat(CHOICE.better(tiers, now, GAINS)).isEmpty();
    }
}
