package io.ftte.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanSolverTest {

    private static final TrainingSetup SETUP =
            new TrainingSetup(32, 32, Convolution.IM2COL, DeviceOptimizer.SGD);

    @Test
    void solve_300RandomNetworks_equalsBruteForce() {
        for (int seed = 0; seed < 300; seed++) {
            RandomNetworks some = new RandomNetworks(seed);
            Network network = some.network();
            PlanSolver solver =
                    new PlanSolver(
                            network, some.parameters(network), some.setup(), some.gains(network));
            BruteForce brute = BruteForce.of(network, solver);
            for (int i = 0; i < 4; i++) {
                long budget = some.random().nextLong(brute.smallest(), brute.largest() + 2);
                assertEqual(seed + ", " + budget, solver.solve(budget), brute);
            }
            assertThatThrownBy(() -> solver.solve(brute.smallest() - 1))
                    .isInstanceOfSatisfying(
                            BudgetTooSmallException.class,
                            e -> assertThat(e.smallestBytes()).isEqualTo(brute.smallest()));
        }
    }

    private static void assertEqual(String what, Selection selection, BruteForce brute) {
        Budget budget = selection.budget();
        SelectedPlan best = selection.best();
        assertThat(worth(Optional.of(best))).as(what).isEqualTo(worth(brute.best(budget)));
        for (Selection.Depth depth : selection.depths()) {
            assertThat(worth(depth.best()))
                    .as(what)
                    .isEqualTo(worth(brute.ofDepth(depth.depth()).best(budget)));
        }
        assertThat(selection.next().map(next -> next.memory().peakBytes()))
                .as(what)
                .isEqualTo(brute.next(budget, best.gain()));
    }

    private static Optional<List<Double>> worth(Optional<SelectedPlan> plan) {
        return plan.map(p -> List.of(p.gain(), (double) p.memory().peakBytes()));
    }

    @Test
    void solve_theWorkedExample_trainsSevenEighthsOfConv6() {
        Models cifar = Models.cifar();
        PlanSolver solver =
                new PlanSolver(
                        cifar.network(),
                        cifar.parameters(),
                        SETUP,
                        new ParameterGains(cifar.network()));

        Selection selection = solver.solve(1829 * 1024);

        assertThat(selection.best().candidate()).isEqualTo(new Candidate(2, List.of(7, 8)));
        assertThat(selection.best().plan().parameters()).isEqualTo(32_970);
        assertThat(selection.best().gain()).isEqualTo(32_970);
        assertThat(selection.best().memory().peakBytes()).isEqualTo(1_871_952);
        assertThat(selection.next().orElseThrow().memory().peakBytes())
                .isEqualTo((long) (1846.078125 * 1024));
        assertThat(selection.depths()).hasSize(7);
        assertThat(selection.depths().get(0).best().orElseThrow().plan().parameters())
                .isEqualTo(650);
        assertThat(selection.depths().get(0).smallestBytes())
                .isEqualTo((long) (1197.828125 * 1024));
    }

    @Test
    void solve_everythingFits_hasNoNext() {
        Models har = Models.har();
        PlanSolver solver =
                new PlanSolver(
                        har.network(), har.parameters(), SETUP, new ParameterGains(har.network()));

        Selection selection = solver.solve(Long.MAX_VALUE);

        assertThat(selection.best().plan().parameters()).isEqualTo(har.network().parameterCount());
        assertThat(selection.next()).isEmpty();
    }

    @Test
    void solve_budgetBelowTheSmallest_namesIt() {
        Models cifar = Models.cifar();
        PlanSolver solver =
                new PlanSolver(
                        cifar.network(),
                        cifar.parameters(),
                        SETUP,
                        new ParameterGains(cifar.network()));

        for (long budget : new long[] {1_226_575, 1, 0, -5}) {
            assertThatThrownBy(() -> solver.solve(budget))
                    .isInstanceOf(BudgetTooSmallException.class)
                    .hasMessageContaining("dense alone, needs a budget of 1226576 bytes")
                    .hasMessageContaining("(1197.83 KiB)");
        }
    }

    @Test
    void evaluate_partOfALayer_takesTheStrongestChannels() {
        Models cifar = Models.cifar();
        float[] parameters = new float[cifar.network().parameterCount()];
        var conv6 = cifar.network().weights().get(5);
        for (int channel : new int[] {3, 9, 17, 20, 33, 50, 62, 63}) {
            parameters[conv6.runStart(channel, channel)] = -1 - channel;
        }
        PlanSolver solver =
                new PlanSolver(
                        cifar.network(), parameters, SETUP, new ParameterGains(cifar.network()));

        LayerPlan plan = solver.evaluate(new Candidate(2, List.of(1, 8))).plan().layers().get(5);

        assertThat(plan).isEqualTo(new LayerPlan(true, List.of(3, 9, 17, 20, 33, 50, 62, 63)));
    }

    @Test
    void evaluate_equalChannels_takesTheFirst() {
        Models cifar = Models.cifar();
        PlanSolver solver =
                new PlanSolver(
                        cifar.network(),
                        new float[cifar.network().parameterCount()],
                        SETUP,
                        new ParameterGains(cifar.network()));

        LayerPlan plan = solver.evaluate(new Candidate(2, List.of(1, 8))).plan().layers().get(5);

        assertThat(plan.inputChannels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void solver_parametersOfAnotherNetwork_areRefused() {
        assertThatThrownBy(
                        () ->
                                new PlanSolver(
                                        Models.cifar().network(),
                                        new float[3],
                                        SETUP,
                                        new ParameterGains(Models.cifar().network())))
                .hasMessageContaining("3 parameters do not fit a network of 107338");
    }
}
