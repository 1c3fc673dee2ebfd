package io.ftte.selection.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Weights;
import io.ftte.schemas.TensorEncoding;
import io.ftte.selection.Gains;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.PlanPayload;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.RandomNetworks;
import io.ftte.selection.TrainingSetup;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans for the weakest in memory and the weakest in payload, who need not be the same device. */
class FleetPlansTest {
    private static final int NETWORKS = 300;

    @Test
    void better_anyBudgetsThatEachAllowSomePlan_givesTiersThatNestAndFit() {
        int tiers = 0;
        int turns = 0;
        int none = 0;
        for (int seed = 0; seed < NETWORKS; seed++) {
            RandomNetworks random = new RandomNetworks(seed);
            Network network = random.network();
            TrainingSetup setup = random.setup();
            for (Set<String> personal : personal(network)) {
                float[] parameters = new float[network.parameterCount()];
                PlanChoice choice = new PlanChoice(network, parameters, setup, personal);
                FleetBudget budget = budget(choice, new SplittableRandom(seed));
                Gains gains = random.gains(network);
                List<List<NetworkPlan>> plans =
                        choice.better(List.of(), budget, gains).orElse(List.of());

                if (plans.isEmpty()) {
                    assertThat(
                                    new PlanSolver(network, parameters, setup, gains)
                                            .find(budget.ofTier(0, personal), Optional.empty()))
                            .as("the two budgets are of different devices: none has a plan in both")
                            .isEmpty();
                    none++;
                    continue;
                }
                check(network, setup, personal, plans, budget);
                tiers += plans.size() > 1 ? 1 : 0;
                turns += plans.stream().anyMatch(tier -> tier.size() > 1) ? 1 : 0;
            }
        }
        assertThat(tiers).isGreaterThan(NETWORKS / 4);
        assertThat(turns).isGreaterThan(NETWORKS / 10);
        assertThat(none).isBetween(1, NETWORKS / 10);
    }

    /** Nothing, and all of the classifier where there is something else to train. */
    private static List<Set<String>> personal(Network network) {
        Weights classifier = network.weights().get(network.weights().size() - 1);
        return network.weights().size() == 1
                ? List.of(Set.of())
                : List.of(Set.of(), Set.of(classifier.kernel().name(), classifier.bias().name()));
    }

    private static FleetBudget budget(PlanChoice choice, SplittableRandom random) {
        TensorEncoding encoding = TensorEncoding.values()[random.nextInt(3)];
        long memory = choice.smallestBytes();
        long payload = choice.smallestPayload(encoding);
        return new FleetBudget(
                IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(tier -> memory + random.nextLong(memory + 1))
                        .sorted()
                        .toList(),
                payload + random.nextLong(4 * payload),
                encoding,
                random.nextBoolean());
    }

    private static void check(
            Network network,
            TrainingSetup setup,
            Set<String> personal,
            List<List<NetworkPlan>> tiers,
            FleetBudget budget) {
        BitSet kept = new BitSet();
        network.tensors().stream()
                .filter(tensor -> personal.contains(tensor.name()))
                .forEach(tensor -> kept.set(tensor.offset(), tensor.end()));
        assertThat(tiers).hasSizeBetween(1, budget.memoryBytes().size());
        BitSet below = new BitSet();
        for (List<NetworkPlan> tier : tiers) {
            BitSet whole = new BitSet();
            for (NetworkPlan plan : tier) {
                whole.or(plan.indices());
                assertThat(PlanPayload.bytes(budget.encoding(), plan.parameters()))
                        .isLessThanOrEqualTo(budget.payloadBytes());
            }
            assertThat(whole.intersects(kept)).isFalse();
            below.andNot(whole);
            assertThat(below.isEmpty()).as("the tier below lies within").isTrue();
            below.or(whole);
            whole.or(kept);
            long strongest = budget.memoryBytes().get(budget.memoryBytes().size() - 1);
            long own = tier == tiers.get(0) ? budget.memoryBytes().get(0) : strongest;
            assertThat(
                            new MemoryModel(network, setup)
                                    .profile(NetworkPlan.of(network, whole))
                                    .peakBytes())
                    .isLessThanOrEqualTo(own);
        }
    }
}
