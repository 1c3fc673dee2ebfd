package io.ftte.devices.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.Refusal;
import io.ftte.devices.simulation.SimulatedServer.Verdict;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.Plan;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The server of a simulation decides as the job does: it has the job's control plane. */
class SimulatedServerTest {
    private static final int PARAMETERS = 6;

    private final SimulatedServer server =
            new SimulatedServer(model(Worlds.buffer(2)), SimulatedKey.of(1));
    private long now;

    /** All parameters are 0; the first plan trains the first four. */
    private static ModelDefinition model(AggregationSettings settings) {
        return ModelDefinition.of(
                RunModel.ID,
                0,
                List.of(new Tensor("w", List.of(PARAMETERS))),
                List.of(new Plan(RunModel.planId(0), List.of(new TensorRange("w", 0, 4)), null)),
                settings,
                new float[PARAMETERS],
                Optional.empty());
    }

    private Verdict send(int plan, long baseVersion, int examples, float... delta) {
        now++;
        return server.receive(
                new ReceivedUpdate(
                        now,
                        "d",
                        now,
                        baseVersion,
                        plan,
                        examples,
                        Tensors.encode(TensorEncoding.F32, delta, 0, delta.length)),
                TensorEncoding.F32);
    }

    private Verdict send(float value) {
        return send(0, server.version(), 1, value, value, value, value);
    }

    private RejectionReason reason() {
        return server.refusal().map(Refusal::reason).orElseThrow();
    }

    private static byte[] settings(int number, AggregationSettings settings) {
        return RecordCodec.encode(new ModelSettings(RunModel.ID, number, 0L, settings));
    }

    private static byte[] secondPlan() {
        return RecordCodec.encode(
                TrainablePlan.newBuilder()
                        .setModelId(RunModel.ID)
                        .setGeneration(0)
                        .setPlanId(RunModel.planId(1))
                        .setSinceVersion(0)
                        .setRanges(List.of(new IndexRange(3, 6)))
                        .build());
    }

    @Test
    void receive_bufferFull_publishesTheMean() {
        assertThat(send(1)).isEqualTo(Verdict.ADMITTED);
        assertThat(server.fill()).isEqualTo(1);
        assertThat(send(3)).isEqualTo(Verdict.PUBLISHED);
        assertThat(server.version()).isEqualTo(1);
        assertThat(server.parameters()).containsExactly(2, 2, 2, 2, 0, 0);
        send(1);
        send(1);
        assertThat(server.parameters()).as("the sum began anew").startsWith(3, 3, 3, 3);
    }

    @Test
    void receive_bufferFullUnderAMedian_leavesTheOutermostOut() {
        server.accept(
                settings(
                        1,
                        AggregationSettings.newBuilder(Worlds.buffer(3))
                                .setRobustRule("median")
                                .build()));
        send(-1000);
        send(3);
        assertThat(send(0, 0, 1, 1, 2, 3, 4)).isEqualTo(Verdict.PUBLISHED);
        assertThat(server.parameters()).containsExactly(1, 2, 3, 3, 0, 0);
        send(1);
        send(2);
        send(9);
        assertThat(server.parameters()).as("the buffer began anew").startsWith(3, 4, 5, 5);
    }

    @Test
    void receive_whatTheJobRefuses_isRefusedForTheSameReason() {
        send(0, 0, 1, Float.NaN, 0, 0, 0);
        assertThat(reason()).isEqualTo(RejectionReason.NON_FINITE);
        send(0, 0, 1, 2e6f, 0, 0, 0);
        assertThat(reason()).isEqualTo(RejectionReason.TOO_LARGE);
        send(0, 0, 0, 1, 1, 1, 1);
        assertThat(reason()).isEqualTo(RejectionReason.NO_EXAMPLES);
        send(1, 0, 1, 1, 1, 1, 1);
        assertThat(reason()).isEqualTo(RejectionReason.UNKNOWN_PLAN);
        send(0, 0, 1, 1, 1, 1);
        assertThat(reason()).isEqualTo(RejectionReason.WRONG_LENGTH);
        assertThat(send(0, 1, 1, 1, 1, 1, 1)).isEqualTo(Verdict.REFUSED);
        assertThat(reason()).isEqualTo(RejectionReason.FUTURE_VERSION);
        assertThat(server.fill()).isZero();
    }

    @Test
    void receive_staleBeyondTheBound_isRefused() {
        server.accept(
                settings(
                        1,
                        AggregationSettings.newBuilder(Worlds.buffer(1))
                                .setMaxStaleness(0)
                                .build()));
        assertThat(send(1)).isEqualTo(Verdict.PUBLISHED);
        assertThat(send(0, 0, 1, 1, 1, 1, 1)).isEqualTo(Verdict.REFUSED);
        assertThat(reason()).isEqualTo(RejectionReason.TOO_STALE);
    }

    @Test
    void accept_planInMidBuffer_bothPlansMakeTheVersion() {
        send(2);
        server.accept(secondPlan());
        assertThat(send(1, 0, 1, 4, 4, 4)).isEqualTo(Verdict.PUBLISHED);
        // Where both train, the mean of both.
        assertThat(server.parameters()).containsExactly(2, 2, 2, 3, 4, 4);
    }

    @Test
    void accept_settingsInMidBuffer_holdFromTheNextVersionOn() {
        send(1);
        server.accept(
                settings(
                        1,
                        AggregationSettings.newBuilder(Worlds.buffer(1))
                                .setServerLearningRate(0.5)
                                .build()));
        assertThat(send(1)).isEqualTo(Verdict.PUBLISHED);
        assertThat(send(1)).isEqualTo(Verdict.PUBLISHED);
        assertThat(server.parameters()).startsWith(1.5f, 1.5f, 1.5f, 1.5f);
    }

    @Test
    void accept_settingsOutOfRange_throwsAndTheOldOnesStay() {
        assertThatThrownBy(() -> server.accept(settings(1, Worlds.buffer(0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bufferSize");
        send(1);
        assertThat(send(1)).isEqualTo(Verdict.PUBLISHED);
    }

    @Test
    void server_settingOutOfRange_throwsWithTheRulesWords() {
        assertThatThrownBy(() -> new SimulatedServer(model(Worlds.buffer(0)), SimulatedKey.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bufferSize");
    }
}
