package io.ftte.devices.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ftte.devices.simulation.RunResult.Point;
import io.ftte.devices.simulation.fleet.Corruption;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static RunResult run(World world, Method method, int threads, RunListener sink)
            throws InterruptedException {
        try (WorkQueue work = new WorkQueue(threads)) {
            return new Simulation(world, method, work, sink).run(updates -> {});
        }
    }

    private static RunResult run(World world, Method method) throws InterruptedException {
        return run(world, method, 2, RunListener.NONE);
    }

    private static World honest() {
        return Worlds.of(Worlds.fleet(0, Corruption.NONE));
    }

    private static Point last(RunResult result) {
        return result.curve().get(result.curve().size() - 1);
    }

    @Test
    void run_anyNumberOfThreads_givesEqualResults() throws Exception {
        Method method = Worlds.buffered(12, 4);

        RunResult one = run(honest(), method, 1, RunListener.NONE);

        assertThat(run(honest(), method, 2, RunListener.NONE)).isEqualTo(one);
        assertThat(run(honest(), method, 5, RunListener.NONE)).isEqualTo(one);
        assertThat(last(one).updates()).isEqualTo(Worlds.HORIZON);
        assertThat(one.finalAccuracy()).isGreaterThan(one.curve().get(0).accuracy());
    }

    @Test
    void run_buffered_meanStalenessIsAboutConcurrencyOverBuffer() throws Exception {
        RunResult result = run(honest(), Worlds.buffered(12, 4));

        double sum = 0;
        for (int i = 0; i < result.staleness().size(); i++) {
            sum += (double) i * result.staleness().get(i);
        }
        assertThat(sum / Worlds.HORIZON).isCloseTo(12 / 4.0, within(0.75));
    }

    @Test
    void run_rounds_nothingIsStaleAndTimeFollowsTheSlowest() throws Exception {
        Method rounds = Worlds.method(true, 10, TensorEncoding.F32, Worlds.buffer(10));

        RunResult result = run(honest(), rounds);

        assertThat(result.staleness()).containsExactly(Worlds.HORIZON);
        assertThat(last(result).version()).isEqualTo(Worlds.HORIZON / 10);
        assertThat(last(result).time())
                .isGreaterThan(3 * last(run(honest(), Worlds.buffered(10, 10))).time());
    }

    @Test
    void run_overSelection_isFasterAndCountsWorkInVain() throws Exception {
        RunResult exact =
                run(honest(), Worlds.method(true, 10, TensorEncoding.F32, Worlds.buffer(10)));
        RunResult more =
                run(honest(), Worlds.method(true, 13, TensorEncoding.F32, Worlds.buffer(10)));

        assertThat(last(more).time()).isLessThan(last(exact).time());
        assertThat(more.lost()).isEqualTo(3 * Worlds.HORIZON / 10);
        assertThat(last(more).bytesDown()).isGreaterThan(last(exact).bytesDown());
        assertThat(last(more).bytesUp()).isEqualTo(last(exact).bytesUp());
    }

    @Test
    void run_dropout_losesThatShareOfTasks() throws Exception {
        RunResult result =
                run(Worlds.of(Worlds.fleet(0.3, Corruption.NONE)), Worlds.buffered(12, 4));

        assertThat(result.lost() / (double) (result.lost() + Worlds.HORIZON))
                .isCloseTo(0.3, within(0.08));
    }

    @Test
    void run_int8_sendsAQuarterAndLearnsAsMuch() throws Exception {
        RunResult whole = run(honest(), averaged(TensorEncoding.F32));
        RunResult small = run(honest(), averaged(TensorEncoding.INT8));

        assertThat(small.payloadBytes()).isLessThan(whole.payloadBytes() * 26 / 100);
        assertThat(small.finalAccuracy()).isCloseTo(whole.finalAccuracy(), within(0.04));
    }

    /** Raw models of so few examples jump from version to version. */
    private static Method averaged(TensorEncoding encoding) {
        return Worlds.method(
                false,
                12,
                encoding,
                AggregationSettings.newBuilder(Worlds.buffer(4)).setAveragingDecay(0.9).build());
    }

    @Test
    void run_reversedUpdates_harmTheModel() throws Exception {
        World attacked =
                Worlds.of(Worlds.fleet(0, new Corruption(Corruption.Kind.REVERSED, 0.4, 2)));

        assertThat(run(attacked, Worlds.buffered(12, 4)).finalAccuracy())
                .isLessThan(run(honest(), Worlds.buffered(12, 4)).finalAccuracy() - 0.1);
    }

    /** What liars know of each other goes by the order of events, not of threads. */
    @Test
    void run_devicesLieTogether_harmTheModelAlikeOnAnyThreads() throws Exception {
        World attacked =
                Worlds.of(Worlds.fleet(0, new Corruption(Corruption.Kind.INNER_PRODUCT, 0.3, 3)));
        Method method = Worlds.buffered(12, 8);

        RunResult one = run(attacked, method, 1, RunListener.NONE);

        assertThat(run(attacked, method, 3, RunListener.NONE)).isEqualTo(one);
        assertThat(one.finalAccuracy()).isLessThan(run(honest(), method).finalAccuracy() - 0.1);
    }

    @Test
    void run_roundsWithRefusedUpdates_askOthersInstead() throws Exception {
        World broken = Worlds.of(Worlds.fleet(0, new Corruption(Corruption.Kind.NOISE, 0.2, 1e12)));

        RunResult result =
                run(broken, Worlds.method(true, 10, TensorEncoding.F32, Worlds.buffer(10)));

        assertThat(result.refused()).isGreaterThan(10);
        assertThat(last(result).version()).isEqualTo((Worlds.HORIZON - result.refused()) / 10);
    }

    @Test
    void run_stragglersDoFewerSteps_takesLessTime() throws Exception {
        World lighter = Worlds.of(Worlds.fleet(0, Corruption.NONE), 2);

        assertThat(last(run(lighter, Worlds.buffered(12, 4))).time())
                .isLessThan(0.8 * last(run(honest(), Worlds.buffered(12, 4))).time());
    }

    @Test
    void run_mixingWithRateOneAndNoOthersAtWork_takesOverTheDevicesModel() throws Exception {
        List<float[]> mixed = new ArrayList<>();
        List<float[]> added = new ArrayList<>();
        Method plain = Worlds.buffered(1, 1);
        Method mixing =
                new Method(
                        "mixing",
                        false,
                        1,
                        plain.tiers(),
                        plain.alone(),
                        plain.personal(),
                        TensorEncoding.F32,
                        true,
                        20,
                        false,
                        Worlds.HORIZON,
                        plain.aggregation());

        run(honest(), plain, 1, versions(added));
        run(honest(), mixing, 1, versions(mixed));

        assertThat(mixed.get(9)).isEqualTo(added.get(9));
    }

    @Test
    void run_logitAdjustment_isTheDevices() throws Exception {
        List<float[]> plain = new ArrayList<>();
        List<float[]> adjusted = new ArrayList<>();
        Method usual = Worlds.buffered(1, 1);
        Method adjusting =
                new Method(
                        "adjusting",
                        false,
                        1,
                        usual.tiers(),
                        usual.alone(),
                        usual.personal(),
                        TensorEncoding.F32,
                        false,
                        20,
                        true,
                        Worlds.HORIZON,
                        usual.aggregation());

        run(honest(), usual, 1, versions(plain));
        run(honest(), adjusting, 1, versions(adjusted));

        assertThat(adjusted.get(0)).isNotEqualTo(plain.get(0));
    }

    @Test
    void run_sequencesOfADeviceAreItsOwnAndTimesAscend() throws Exception {
        Set<String> seen = new HashSet<>();
        List<Long> times = new ArrayList<>();
        run(
                honest(),
                Worlds.buffered(12, 4),
                2,
                new RunListener() {
                    @Override
                    public void received(ReceivedUpdate update) {
                        times.add(update.millis());
                        assertThat(seen.add(update.deviceId() + "/" + update.sequence())).isTrue();
                    }
                });

        assertThat(times).hasSize((int) Worlds.HORIZON).isSorted();
    }

    @Test
    void simulation_moreAtOnceThanThereAreDevices_isRefused() {
        try (WorkQueue work = new WorkQueue(1)) {
            assertThatThrownBy(
                            () ->
                                    new Simulation(
                                            honest(),
                                            Worlds.buffered(Worlds.DEVICES + 1, 4),
                                            work,
                                            RunListener.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a concurrency of 31 is more than the fleet of 30");
        }
    }

    private static RunListener versions(List<float[]> into) {
        return new RunListener() {
            @Override
            public void published(long version, float[] parameters) {
                into.add(parameters);
            }
        };
    }
}
