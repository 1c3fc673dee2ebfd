package io.ftte.operators.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.ModelDigest;
import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Shape;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ProfileMessage;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJsonWriter;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.ParameterGains;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.TrainingSetup;
import io.ftte.selection.fleet.PlanChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A perceptron of 16, 8 and 4 whose only registered plan trains everything. */
class PlanSelectorTest {
    private static final String ARCHITECTURE =
            "{\"input\": [16], \"layers\": [{\"type\": \"dense\", \"name\": \"hidden\","
                    + " \"units\": 8, \"activation\": \"relu\"}, {\"type\": \"dense\", \"name\":"
                    + " \"out\", \"units\": 4}]}";
    private static final Network NETWORK =
            new Network(
                    Shape.of(16),
                    List.of(
                            new Dense("hidden", 8, Activation.RELU),
                            new Dense("out", 4, Activation.NONE)));
    private static final TrainingSetup SETUP =
            new TrainingSetup(8, 8, Convolution.DIRECT, DeviceOptimizer.SGD);
    private static final float[] PARAMETERS = TestModels.numbers(NETWORK.parameterCount(), 1);
    private static final long FULL =
            new MemoryModel(NETWORK, SETUP).profile(NetworkPlan.full(NETWORK)).peakBytes();
    private static final long SMALLEST = new PlanChoice(NETWORK, PARAMETERS, SETUP).smallestBytes();

    private static final long EXPIRY = 1_600;

    private static final SelectionSettings SETTINGS =
            new SelectionSettings(
                    0,
                    1,
                    false,
                    TensorEncoding.F32,
                    Duration.ZERO,
                    Duration.ofMillis(EXPIRY),
                    SETUP,
                    ModelDigest.LEAF);

    private long now = TestModels.START;
    private KeyedTwoInputStreamOperatorTestHarness<
                    String, ControlMessage, ProfileMessage, ControlMessage>
            selector;

    @BeforeEach
    void open() throws Exception {
        selector = created();
        selector.open();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    String, ControlMessage, ProfileMessage, ControlMessage>
            created() throws Exception {
        return created(SETTINGS);
    }

    static KeyedTwoInputStreamOperatorTestHarness<
                    String, ControlMessage, ProfileMessage, ControlMessage>
            created(SelectionSettings settings) throws Exception {
        return created(settings, false);
    }

    static KeyedTwoInputStreamOperatorTestHarness<
                    String, ControlMessage, ProfileMessage, ControlMessage>
            created(SelectionSettings settings, boolean inStream) throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new PlanSelector("devices", settings, inStream)),
                ControlMessage::modelId,
                ProfileMessage::modelId,
                Types.STRING);
    }

    @AfterEach
    void close() throws Exception {
        selector.close();
    }

    private void register(Optional<String> architecture) throws Exception {
        ModelDefinition model =
                ModelDefinition.of(
                        "m",
                        TestModels.START,
                        NetworkTensors.of(NETWORK),
                        List.of(NetworkTensors.plan(1, NetworkPlan.full(NETWORK))),
                        TestModels.settings(2).build(),
                        PARAMETERS,
                        architecture);
        for (ControlMessage message : TestModels.registration(model)) {
            selector.processElement1(message, 0);
        }
    }

    /** A layer of two sides over the limit. */
    private void registerLongSides() throws Exception {
        Network wide =
                new Network(Shape.of(1_025), List.of(new Dense("d", 1_025, Activation.NONE)));
        ModelDefinition model =
                ModelDefinition.of(
                        "m",
                        TestModels.START,
                        NetworkTensors.of(wide),
                        List.of(NetworkTensors.plan(1, NetworkPlan.full(wide))),
                        TestModels.spectral(2).build(),
                        new float[wide.parameterCount()],
                        Optional.of(NetworkJsonWriter.write(wide)));
        for (ControlMessage message : TestModels.registration(model)) {
            selector.processElement1(message, 0);
        }
    }

    @Test
    void register_modelThatTheSequencerRefuses_leavesThePlaceToTheNext() throws Exception {
        registerLongSides();
        profile("weak", SMALLEST);
        assertThat(plans()).isEmpty();
        register(Optional.of(ARCHITECTURE));
        assertThat(plans()).containsExactly(optimum(SMALLEST));
    }

    private void profile(String device, long budget, Map<String, Float> scores) throws Exception {
        byte[] value =
                RecordCodec.encode(
                        new DeviceProfile(
                                device, List.of("m"), budget, scores, null, null, null, null));
        selector.processElement2(new ProfileMessage("m", device, now, 1, 7, value), 0);
    }

    private void profile(String device, long budget) throws Exception {
        profile(device, budget, Map.of());
    }

    /** Sizes of the plans chosen so far. */
    private List<Integer> plans() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        for (ControlMessage message : selector.extractOutputValues()) {
            if (message.value().length > 0
                    && RecordCodec.decode(message.value()) instanceof TrainablePlan plan) {
                sizes.add(plan.getRanges().stream().mapToInt(r -> r.getTo() - r.getFrom()).sum());
            }
        }
        return sizes;
    }

    private List<String> refusals() throws Exception {
        List<String> refusals = new ArrayList<>();
        if (selector.getSideOutput(PlanSelector.REJECTED) != null) {
            for (StreamRecord<OutputRecord> record :
                    selector.getSideOutput(PlanSelector.REJECTED)) {
                Rejection r = RecordCodec.decode(record.getValue().value(), Rejection.class);
                refusals.add(r.getReason() + " " + r.getDeviceId());
            }
        }
        return refusals;
    }

    private static int optimum(long budget) {
        return new PlanSolver(NETWORK, PARAMETERS, SETUP, new ParameterGains(NETWORK))
                .solve(budget)
                .best()
                .plan()
                .parameters();
    }

    @Test
    void profile_ofTheWeakestExpired_noLongerCounts() throws Exception {
        register(Optional.of(ARCHITECTURE));
        profile("weak", SMALLEST);
        profile("strong", FULL);
        now += EXPIRY + EXPIRY / 16 - 1;
        profile("strong", FULL);
        assertThat(plans()).hasSize(1);

        now++;
        profile("strong", FULL);
        assertThat(plans()).hasSize(2).last().isEqualTo(NETWORK.parameterCount());

        profile("weak", SMALLEST);
        assertThat(plans()).hasSize(3);
    }

    @Test
    void profile_renewedInTime_counts() throws Exception {
        register(Optional.of(ARCHITECTURE));
        for (int i = 0; i < 10; i++) {
            profile("weak", SMALLEST);
            profile("strong", FULL);
            now += EXPIRY;
        }
        assertThat(plans()).hasSize(1);
    }

    @Test
    void profiles_allFitTheRegisteredPlan_itStays() throws Exception {
        register(Optional.of(ARCHITECTURE));
        profile("a", FULL);
        profile("b", 10 * FULL);
        assertThat(plans()).isEmpty();
        assertThat(refusals()).isEmpty();
    }

    @Test
    void profile_budgetLowered_givesTheOptimumForItAndBackAgain() throws Exception {
        register(Optional.of(ARCHITECTURE));
        profile("a", FULL);
        profile("b", FULL);
        profile("b", FULL - 4);
        profile("b", SMALLEST);
        profile("a", FULL + 1);
        assertThat(plans()).containsExactly(optimum(FULL - 4), optimum(SMALLEST));
        profile("b", FULL);
        assertThat(plans()).last().isEqualTo(NETWORK.parameterCount());
    }

    @Test
    void device_gone_holdsThePlanDownNoLonger() throws Exception {
        register(Optional.of(ARCHITECTURE));
        profile("a", FULL);
        profile("b", SMALLEST);
        selector.processElement2(new ProfileMessage("m", "b", now, 1, 8, new byte[0]), 0);
        assertThat(plans()).containsExactly(optimum(SMALLEST), NETWORK.parameterCount());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 0, -5, Long.MIN_VALUE})
    void profile_belowTheSmallestPlan_isToldAndThePlanStays(long budget) throws Exception {
        register(Optional.of(ARCHITECTURE));
        profile("a", FULL);
        profile("tiny", budget);
        assertThat(plans()).isEmpty();
        assertThat(refusals()).containsExactly("BUDGET_TOO_SMALL tiny");
    }

    @Test
    void profiles_beforeTheRegistration_countFromThenOn() throws Exception {
        profile("a", SMALLEST);
        profile("tiny", 1);
        assertThat(refusals()).isEmpty();
        register(Optional.of(ARCHITECTURE));
        assertThat(plans()).containsExactly(optimum(SMALLEST));
        assertThat(refusals()).containsExactly("BUDGET_TOO_SMALL tiny");
    }

    @Test
    void model_removedAndRegisteredAgain_countsTheDevicesAnew() throws Exception {
        register(Optional.of(ARCHITECTURE));
        profile("a", SMALLEST);
        selector.processElement1(TestModels.tombstone("m"), 0);
        profile("a", FULL);
        register(Optional.of(ARCHITECTURE));
        profile("a", SMALLEST);
        assertThat(plans()).containsExactly(optimum(SMALLEST), optimum(SMALLEST));
    }

    @Test
    void model_withoutArchitecture_isLeftAlone() throws Exception {
        register(Optional.empty());
        profile("a", SMALLEST);
        assertThat(plans()).isEmpty();
    }

    @Test
    void sensitivities_ofTheFleet_decideWhatIsTrained() throws Exception {
        register(Optional.of(ARCHITECTURE));
        // Room for the hidden layer's bias or nothing: worth something only by the scores.
        long budget = FULL - 4;
        profile("a", budget, Map.of("out/kernel", 1f));
        profile("a", budget, Map.of("hidden/kernel", 9f, "out/kernel", 1f));
        profile("b", budget, Map.of("hidden/kernl", 1f));
        assertThat(refusals()).containsExactly("MALFORMED b");
        assertThat(plans()).hasSizeBetween(1, 2);
    }

    @Test
    void restart_keepsDevicesAndPlan() throws Exception {
        register(Optional.of(ARCHITECTURE));
        profile("a", FULL);
        profile("b", SMALLEST);
        OperatorSubtaskState state = selector.snapshot(1, 1);
        selector.close();
        selector = created();
        selector.initializeState(state);
        selector.open();

        profile("c", FULL);
        assertThat(plans()).as("b is not forgotten").isEmpty();
        profile("b", FULL);
        assertThat(plans()).containsExactly(NETWORK.parameterCount());
        TrainablePlan plan =
                RecordCodec.decode(
                        selector.extractOutputValues().get(0).value(), TrainablePlan.class);
        assertThat(plan.getPlanId()).as("after 1 and 2").isEqualTo(3);
    }
}
