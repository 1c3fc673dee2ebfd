package io.ftte.operators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.LayerMatrix;
import io.ftte.aggregation.SpectralStep;
import io.ftte.aggregation.SpectralStep.LayerStep;
import io.ftte.operators.fixtures.RoutedOutput;
import io.ftte.operators.fixtures.StepStage;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.LayerCommand;
import io.ftte.operators.stream.LayerKey;
import io.ftte.operators.stream.LayerPart;
import io.ftte.operators.stream.LayerTask;
import io.ftte.operators.stream.SlicePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A layer of 40 × 50 from parameter 600 on: in shards of 1,024 it lies in three. */
class StepLayerTest {
    private static final LayerMatrix LAYER = new LayerMatrix("w", 600, 40, 50, false);
    private static final SpectralStep SPECTRAL = new SpectralStep(0.1, 1e-3, 0.5);
    private static final float[] ONE = TestModels.numbers(2_000, 1);
    private static final float[] TWO = TestModels.numbers(1_000, 2);

    private final List<SlicePart> steps = new ArrayList<>();

    /** Plan 1 of all in two slices, plan 2 of the last 1,000. */
    private static LayerTask task(String model, long version, LayerMatrix layer, int... shards) {
        LayerKey key = new LayerKey(model, 0, 3);
        return new LayerTask(
                new LayerCommand(
                        key,
                        version,
                        new int[] {1, 2},
                        new double[] {2, 3},
                        3,
                        layer,
                        SPECTRAL,
                        1_024,
                        shards),
                new LayerPart[] {
                    new LayerPart(key, version, 2, 0, new int[] {1_600, 400, 2_000, 600}, TWO),
                    new LayerPart(
                            key,
                            version,
                            1,
                            1,
                            new int[] {1_624, 976},
                            Arrays.copyOfRange(ONE, 1_024, 2_000)),
                    new LayerPart(
                            key, version, 1, 0, new int[] {600, 1_024}, Arrays.copyOf(ONE, 1_024))
                });
    }

    private static LayerStep expected() {
        float[] sum = ONE.clone();
        double[] divisor = new double[2_000];
        Arrays.fill(divisor, 2);
        for (int j = 0; j < 1_000; j++) {
            sum[1_000 + j] += TWO[j];
            divisor[1_000 + j] += 3;
        }
        return SPECTRAL.of(LAYER, sum, divisor, 5);
    }

    private StepStage stage(double mostAtOnce) throws Exception {
        return new StepStage(new RoutedOutput<>(steps::add), mostAtOnce);
    }

    private List<String> taken() {
        List<String> taken =
                steps.stream().map(p -> p.key().modelId() + " " + p.version()).toList();
        steps.clear();
        return taken;
    }

    @Test
    void step_severalPlansAndShards_isTheRulesCutWhereShardsEnd() throws Exception {
        StepStage stage = stage(Double.MAX_VALUE);
        stage.accept(task("m", 7, LAYER, 0, 1, 2));
        stage.close();

        assertThat(steps).hasSize(3).allMatch(part -> part.version() == 7);
        assertThat(steps).extracting(part -> part.key().shard()).containsExactly(0, 1, 2);
        assertThat(steps.get(0).segments()).containsExactly(600, 424);
        assertThat(steps.get(1).segments()).containsExactly(1_024, 1_024);
        assertThat(steps.get(2).segments()).containsExactly(2_048, 552);
        float[] joined = new float[2_000];
        for (SlicePart part : steps) {
            System.arraycopy(
                    part.values(), 0, joined, part.segments()[0] - 600, part.values().length);
        }
        assertThat(joined).isEqualTo(expected().values());
    }

    /** (1e8 − 1e8) + 1 is 1, and 1e8 + (1 − 1e8) is not. */
    @Test
    void step_plansInAnyOrderOfArrival_areAddedInAscendingId() throws Exception {
        LayerMatrix one = new LayerMatrix("one", 0, 1, 1, false);
        LayerKey key = new LayerKey("m", 0, 0);
        LayerCommand command =
                new LayerCommand(
                        key,
                        1,
                        new int[] {1, 2, 3},
                        new double[] {1, 1, 1},
                        3,
                        one,
                        SPECTRAL,
                        1_024,
                        new int[] {0});
        LayerPart[] parts = {part(key, 3, 1), part(key, 1, 1e8f), part(key, 2, -1e8f)};
        StepStage stage = stage(Double.MAX_VALUE);
        stage.accept(new LayerTask(command, parts));
        stage.close();
        assertThat(steps.get(0).values()[0]).isPositive();
    }

    private static LayerPart part(LayerKey key, int planId, float value) {
        return new LayerPart(key, 1, planId, 0, new int[] {0, 1}, new float[] {value});
    }

    /** A shard that publishes nothing would keep its part for ever. */
    @Test
    void step_shardThatDoesNotWait_getsNothing() throws Exception {
        StepStage stage = stage(Double.MAX_VALUE);
        stage.accept(task("m", 7, LAYER, 1));
        stage.close();
        assertThat(steps).extracting(part -> part.key().shard()).containsExactly(1);
    }

    @Test
    void step_meansThatAreNotFinite_areNamedToOneShard() throws Exception {
        LayerTask task = task("m", 1, LAYER, 0, 1, 2);
        LayerPart[] parts = task.parts().clone();
        float[] values = parts[0].values().clone();
        values[3] = Float.NaN;
        values[900] = Float.POSITIVE_INFINITY;
        parts[0] = new LayerPart(parts[0].key(), 1, 2, 0, parts[0].segments(), values);
        StepStage stage = stage(Double.MAX_VALUE);
        stage.accept(new LayerTask(task.command(), parts));
        stage.close();
        assertThat(steps).extracting(SlicePart::nonFinite).containsExactly(2L, 0L, 0L);
        assertThat(steps.get(1).values()[1_603 - 1_024]).isZero();
        for (SlicePart part : steps) {
            for (float value : part.values()) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void step_sumOfAPlanThatDidNotContribute_failsTheJob() throws Exception {
        LayerTask task = task("m", 1, LAYER, 0);
        LayerPart[] parts = task.parts().clone();
        parts[1] = new LayerPart(parts[1].key(), 1, 5, 0, new int[] {600, 1}, new float[1]);
        StepStage stage = stage(0);
        stage.accept(new LayerTask(task.command(), parts));
        assertThatThrownBy(stage::deliver).hasStackTraceContaining("plan 5, which did not");
        stage.close();
    }

    @Test
    void step_smallBehindALargeOneUnderWay_doesNotWait() throws Exception {
        LayerMatrix small = new LayerMatrix("s", 600, 2_000, 1, false);
        StepStage stage = stage((LAYER.work() + small.work()) / 2);
        stage.accept(task("slow", 1, LAYER, 0));
        stage.accept(task("fast", 1, small, 0));
        stage.accept(task("fast", 2, small, 0));
        assertThat(taken()).containsExactly("fast 1", "fast 2");
        assertThat(stage.underWay()).isEqualTo(1);
        stage.deliver();
        assertThat(taken()).containsExactly("slow 1");
        stage.close();
    }

    @Test
    void restart_stepsUnderWay_computesThemAnew() throws Exception {
        StepStage stage = stage(0);
        for (int version = 1; version <= 5; version++) {
            stage.accept(task("m", version, LAYER, 0, 1, 2));
        }
        stage.restart(2);
        assertThat(stage.underWay()).isEqualTo(5);
        stage.restart(4);
        assertThat(stage.underWay()).isEqualTo(5);
        assertThat(taken()).isEmpty();
        stage.deliver();
        assertThat(steps).hasSize(15);
        assertThat(steps)
                .filteredOn(part -> part.key().shard() == 1)
                .allMatch(
                        part ->
                                Arrays.equals(
                                        part.values(),
                                        Arrays.copyOfRange(expected().values(), 424, 1_448)));
        assertThat(taken()).containsOnly("m 1", "m 2", "m 3", "m 4", "m 5");
        stage.close();
    }

    /** 64 × 784 takes a millisecond, 512 × 4,608 a quarter of a second. */
    @Test
    void work_ofLayersThatWereMeasured_isAboutTheirTime() {
        assertThat(new LayerMatrix("a", 0, 64, 784, true).work()).isBetween(5e6, 2e7);
        assertThat(new LayerMatrix("b", 0, 512, 4_608, true).work()).isBetween(1e9, 5e9);
        assertThat(new LayerMatrix("c", 0, 1_024, 9_216, true).work()).isBetween(1e10, 5e10);
    }
}
