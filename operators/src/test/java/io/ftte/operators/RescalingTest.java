package io.ftte.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.ModelState;
import io.ftte.operators.data.SliceState;
import io.ftte.operators.fixtures.HarnessPipeline;
import io.ftte.operators.fixtures.HarnessPipeline.Edge;
import io.ftte.operators.fixtures.KeyedStage;
import io.ftte.operators.fixtures.Outcome;
import io.ftte.operators.fixtures.RescalingScenario;
import io.ftte.operators.fixtures.StatePiece;
import io.ftte.operators.intake.DeviceState;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operator is snapshotted, restored and repartitioned (1 → 2 → 1) in the middle of its work;
 * all output equals an undisturbed run's, byte for byte.
 */
class RescalingTest {
    private static Outcome undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        undisturbed = RescalingScenario.undisturbed();
    }

    @Test
    void run_undisturbed_hasAllKindsOfOutputAndLeavesNothing() throws Exception {
        Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
        for (String rejection : undisturbed.rejections()) {
            byte[] bytes = rejection.getBytes(StandardCharsets.ISO_8859_1);
            reasons.add(RecordCodec.decode(bytes, Rejection.class).getReason());
        }
        assertThat(reasons)
                .contains(
                        RejectionReason.DUPLICATE,
                        RejectionReason.INCOMPLETE,
                        RejectionReason.MALFORMED,
                        RejectionReason.UNKNOWN_MODEL,
                        RejectionReason.UNKNOWN_PLAN,
                        RejectionReason.IN_BUFFER,
                        RejectionReason.PRIVACY_BUDGET);
        assertThat(undisturbed.lineage().get("alpha")).hasSizeGreaterThan(15);
        assertThat(undisturbed.lineage().get("beta")).hasSizeGreaterThan(6);
        assertThat(undisturbed.lineage().get("gamma")).hasSizeGreaterThan(25);
        assertThat(undisturbed.lineage().get("delta")).hasSizeGreaterThan(10);
        assertThat(undisturbed.lineage().get("epsilon")).hasSizeGreaterThan(25);
        assertThat(undisturbed.models())
                .containsKeys("alpha/0/average/2", "alpha/0/plan/3", "beta/1/model/1");
        assertThat(undisturbed.models().get("alpha/0/snapshot/0"))
                .as("registration, change of plan, retirement of two")
                .hasSize(3);
        assertThat(undisturbed.left().values()).containsOnly(0L);
    }

    @Test
    void restart_oneTwoOneInMidBuffer_outputEqualsUndisturbedRun() throws Exception {
        Outcome outcome =
                RescalingScenario.run(
                        RescalingScenario::heldAroundCuts,
                        RescalingScenario.ONE_TWO_ONE,
                        RescalingTest::requireMidBuffer);

        assertThat(outcome).isEqualTo(undisturbed);
    }

    @Test
    void restart_oneTwoFour_outputEqualsUndisturbedRun() throws Exception {
        Outcome outcome =
                RescalingScenario.run(
                        RescalingScenario::heldAroundCuts,
                        Map.of(RescalingScenario.FIRST_CUT, 2, RescalingScenario.SECOND_CUT, 4),
                        (step, pipeline) -> {});

        assertThat(outcome).isEqualTo(undisturbed);
    }

    /** What is in state just after a restart, so that the comparison is worth something. */
    private static void requireMidBuffer(int cut, HarnessPipeline pipeline) throws Exception {
        for (StatePiece piece : StatePiece.values()) {
            if (RescalingScenario.cutThatNeeds(piece) == cut) {
                assertThat(piece.keys(pipeline)).as(piece + " at " + cut).isPositive();
            }
        }
        List<Integer> partials = new ArrayList<>();
        pipeline.stage("gate")
                .read("device", DeviceState.class, device -> partials.add(device.partials.length));
        assertThat(partials).as("partial updates by device").anyMatch(count -> count > 0);
        if (cut == RescalingScenario.SECOND_CUT) {
            assertThat(pipeline.steps().underWay()).as("steps under way").isPositive();
            List<Integer> fills = new ArrayList<>();
            pipeline.stage("sequencer")
                    .read("model", ModelState.class, model -> fills.add(model.buffer.fill));
            assertThat(fills).as("buffer fill by model").anyMatch(fill -> fill > 0);
            List<Integer> sums = new ArrayList<>();
            pipeline.stage("slices")
                    .read("slice", SliceState.class, slice -> sums.add(slice.sum.length));
            assertThat(sums).as("length of the open sum by slice").anyMatch(length -> length > 0);
        }
        for (KeyedStage<?, ?> stage : pipeline.stages()) {
            assertThat(stage.subtasks()).hasSize(RescalingScenario.ONE_TWO_ONE.get(cut));
        }
        for (String stage : List.of("gate", "slices", "shards")) {
            assertThat(pipeline.stage(stage).entriesBySubtask()).as(stage).doesNotContain(0);
        }
    }

    /** Any delays on any edge: the order that counts comes from data. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void restart_anyDelays_outputEqualsUndisturbedRun(long seed) throws Exception {
        Random random = new Random(seed);
        Map<Integer, Integer> cuts =
                Map.of(
                        10 + random.nextInt(35), 2,
                        45 + random.nextInt(35), 3,
                        120 + random.nextInt(100), 1);
        // What the control topic brings must not find another moment in the stream.
        BiPredicate<Edge, Integer> held =
                (edge, step) ->
                        edge != Edge.TIME
                                && new Random(seed * 31 + edge.ordinal() * 1009 + step / 12)
                                        .nextBoolean();

        assertThat(RescalingScenario.run(held, cuts, (step, pipeline) -> {}))
                .isEqualTo(undisturbed);
    }
}
