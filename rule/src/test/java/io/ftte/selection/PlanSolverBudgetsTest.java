package io.ftte.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.network.Network;
import io.ftte.network.Weights;
import io.ftte.schemas.TensorEncoding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Memory and payload, the micro-batch, and what a plan has to contain. */
class PlanSolverBudgetsTest {

    private static final Models CIFAR = Models.cifar();

    /** A random network with every plan in every micro-batch. */
    private record Case(Network network, PlanSolver solver, BruteForce brute) {

        static Case of(RandomNetworks some) {
            Network network = some.network();
            TrainingSetup setup = some.setup();
            float[] parameters = some.parameters(network);
            Gains gains = some.gains(network);
            return new Case(
                    network,
                    PlanSolver.ofAnyMicroBatch(network, parameters, setup, gains),
                    BruteForce.of(
                            network,
                            IntStream.rangeClosed(1, setup.batch())
                                    .filter(b -> setup.batch() % b == 0)
                                    .mapToObj(setup::withMicroBatch)
                                    .map(s -> new PlanSolver(network, parameters, s, gains))
                                    .toList()));
        }

        Budget budget(SplittableRandom random) {
            TensorEncoding encoding = TensorEncoding.values()[random.nextInt(3)];
            long all = PlanPayload.bytes(encoding, network.parameterCount());
            return new Budget(
                    random.nextLong(brute.smallest(), brute.largest() + 2),
                    random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextLong(all + 2),
                    encoding,
                    personal(random));
        }

        private Set<String> personal(SplittableRandom random) {
            List<Weights> layers = network.weights();
            Weights classifier = layers.get(layers.size() - 1);
            return switch (random.nextInt(5)) {
                case 0 -> Set.of(classifier.kernel().name());
                case 1 -> Set.of(classifier.bias().name());
                default -> Set.of();
            };
        }
    }

    @Test
    void solve_300RandomNetworks_equalsBruteForce() {
        for (int seed = 0; seed < 300; seed++) {
            RandomNetworks some = new RandomNetworks(seed);
            Case random = Case.of(some);
            for (int i = 0; i < 6; i++) {
                Budget budget = random.budget(some.random());
                List<SelectedPlan> all = random.brute().all();
                Optional<SelectedPlan> least =
                        some.random().nextInt(3) > 0
                                ? Optional.empty()
                                : Optional.of(all.get(some.random().nextInt(all.size())));
                assertEqual(
                        seed + ": " + budget,
                        random.solver(),
                        budget,
                        least.map(SelectedPlan::candidate),
                        least.map(random.brute()::containing).orElse(random.brute()));
            }
        }
    }

    private static void assertEqual(
            String what,
            PlanSolver solver,
            Budget budget,
            Optional<Candidate> atLeast,
            BruteForce brute) {
        Optional<SelectedPlan> expected = brute.best(budget);
        if (expected.isEmpty()) {
            assertThatThrownBy(() -> solver.best(budget, atLeast))
                    .as(what)
                    .isInstanceOf(BudgetTooSmallException.class);
            return;
        }
        Selection selection = solver.solve(budget, atLeast);
        assertThat(worth(Optional.of(selection.best()))).as(what).isEqualTo(worth(expected));
        for (Selection.Depth depth : selection.depths()) {
            assertThat(worth(depth.best()))
                    .as(what)
                    .isEqualTo(worth(brute.ofDepth(depth.depth()).best(budget)));
        }
        assertThat(selection.next().map(next -> next.memory().peakBytes()))
                .as(what)
                .isEqualTo(brute.next(budget, selection.best().gain()));
    }

    private static Optional<List<Double>> worth(Optional<SelectedPlan> plan) {
        return plan.map(
                p -> List.of(p.gain(), (double) p.microBatch(), (double) p.memory().peakBytes()));
    }

    @Test
    void solve_moreMemory_isNestedWithAtLeast() {
        PlanSolver solver = cifar(new ParameterGains(CIFAR.network()));
        Optional<SelectedPlan> smaller = Optional.empty();
        for (long memory = 700 * 1024; memory < 4096 * 1024; memory += 200 * 1024) {
            SelectedPlan larger =
                    solver.best(Budget.ofMemory(memory), smaller.map(SelectedPlan::candidate));

            smaller.ifPresent(
                    inner ->
                            assertThat(new BruteForce(List.of(larger)).containing(inner).all())
                                    .containsExactly(larger));
            smaller = Optional.of(larger);
        }
        assertThat(smaller.orElseThrow().plan().parameters()).isEqualTo(107_338);
    }

    @Test
    void best_everythingFits_isInTheWholeBatch() {
        PlanSolver solver = cifar(new ParameterGains(CIFAR.network()));

        assertThat(solver.best(Budget.ofMemory(Long.MAX_VALUE), Optional.empty()).microBatch())
                .isEqualTo(32);
        assertThat(solver.best(Budget.ofMemory(solver.smallestBytes()), Optional.empty()))
                .matches(plan -> plan.microBatch() == 1);
    }

    @Test
    void best_personalClassifier_countsToTheMemoryAlone() {
        Budget budget =
                new Budget(
                        Long.MAX_VALUE,
                        4 * 64,
                        TensorEncoding.F32,
                        Set.of("dense/kernel", "dense/bias"));

        SelectedPlan best =
                cifar(new ParameterGains(CIFAR.network())).best(budget, Optional.empty());

        assertThat(best.candidate()).isEqualTo(new Candidate(2, List.of(0, 8)));
        assertThat(budget.payloadOf(best.plan())).isEqualTo(4 * 64);
    }

    @Test
    void solve_payloadBelowTheSmallest_namesIt() {
        PlanSolver solver = cifar(new ParameterGains(CIFAR.network()));

        for (long payload : new long[] {2599, 0, -1}) {
            assertThatThrownBy(
                            () ->
                                    solver.solve(
                                            new Budget(Long.MAX_VALUE, payload, TensorEncoding.F32),
                                            Optional.empty()))
                    .isInstanceOf(BudgetTooSmallException.class)
                    .hasMessage(
                            "no update fits a payload of %d bytes (%s KiB): the smallest, which"
                                    + " trains dense alone, needs one of 2600 bytes (2.54 KiB)",
                            payload, payload == 2599 ? "2.54" : payload == 0 ? "0.00" : "-0.00");
        }
        assertThatThrownBy(
                        () ->
                                solver.solve(
                                        new Budget(Long.MAX_VALUE, 2600, TensorEncoding.F32),
                                        Optional.of(new Candidate(3, List.of(0, 1, 8)))))
                .hasMessageContaining("which trains what it has to contain, from conv5 on, needs");
    }

    @Test
    void solve_personalOrAtLeastOfAnotherNetwork_isRefused() {
        PlanSolver solver = cifar(new ParameterGains(CIFAR.network()));

        assertThatThrownBy(
                        () ->
                                solver.solve(
                                        new Budget(
                                                Long.MAX_VALUE,
                                                Long.MAX_VALUE,
                                                TensorEncoding.F32,
                                                Set.of("conv6/bias")),
                                        Optional.empty()))
                .hasMessage("conv6/bias cannot be personal: write dense/kernel or dense/bias");
        assertThatThrownBy(
                        () ->
                                solver.solve(
                                        Budget.ofMemory(Long.MAX_VALUE),
                                        Optional.of(
                                                new Candidate(8, List.of(0, 0, 0, 0, 0, 0, 0, 8)))))
                .hasMessage("a plan of 8 layers is not one of this network of 7");
    }

    private static PlanSolver cifar(Gains gains) {
        return PlanSolver.ofAnyMicroBatch(
                CIFAR.network(),
                CIFAR.parameters(),
                new TrainingSetup(32, 1, Convolution.DIRECT, DeviceOptimizer.SGD),
                gains);
    }
}
