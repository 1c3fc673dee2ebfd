package io.ftte.operators.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.IndexRanges;
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
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TierPlan;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJsonWriter;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.TrainingSetup;
import io.ftte.selection.fleet.PlanChoice;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Plans of several tiers, parts that take turns, and tensors that stay with the devices. */
class PlanSelectorTiersTest {
    private static final Network NETWORK =
            new Network(
                    Shape.of(16),
                    List.of(
                            new Dense("hidden", 8, Activation.RELU),
                            new Dense("middle", 8, Activation.RELU),
                            new Dense("out", 4, Activation.NONE)));
    private static final TrainingSetup SETUP =
            new TrainingSetup(8, 8, Convolution.DIRECT, DeviceOptimizer.SGD);
    private static final float[] PARAMETERS = TestModels.numbers(NETWORK.parameterCount(), 1);
    private static final long FULL =
            new MemoryModel(NETWORK, SETUP).profile(NetworkPlan.full(NETWORK)).peakBytes();
    private static final long SMALLEST = new PlanChoice(NETWORK, PARAMETERS, SETUP).smallestBytes();
    private static final int OUT = 8 * 4 + 4;

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, ControlMessage, ProfileMessage, ControlMessage>
            selector;

    private void open(int tiers, boolean takeTurns, List<String> personal) throws Exception {
        selector =
                PlanSelectorTest.created(
                        new SelectionSettings(
                                0,
                                tiers,
                                takeTurns,
                                TensorEncoding.F32,
                                Duration.ZERO,
                                Duration.ofDays(1),
                                SETUP,
                                ModelDigest.LEAF));
        selector.open();
        BitSet shared = NetworkPlan.full(NETWORK).indices();
        NETWORK.tensors().stream()
                .filter(tensor -> personal.contains(tensor.name()))
                .forEach(tensor -> shared.clear(tensor.offset(), tensor.end()));
        ModelDefinition model =
                ModelDefinition.of(
                        "m",
                        TestModels.START,
                        NetworkTensors.of(NETWORK),
                        List.of(NetworkTensors.plan(1, NetworkPlan.of(NETWORK, shared))),
                        personal,
                        TestModels.settings(2).build(),
                        PARAMETERS,
                        Optional.of(NetworkJsonWriter.write(NETWORK)));
        for (ControlMessage message : TestModels.registration(model)) {
            selector.processElement1(message, 0);
        }
    }

    @AfterEach
    void close() throws Exception {
        selector.close();
    }

    private void profile(String device, long memoryBytes, Long payloadBytes) throws Exception {
        byte[] value =
                RecordCodec.encode(
                        new DeviceProfile(
                                device,
                                List.of("m"),
                                memoryBytes,
                                Map.of(),
                                null,
                                payloadBytes,
                                null,
                                null));
        selector.processElement2(new ProfileMessage("m", device, TestModels.START, 1, 7, value), 0);
    }

    /** The last set that was chosen. */
    private List<TierPlan> set() throws Exception {
        List<ControlMessage> all = selector.extractOutputValues();
        return RecordCodec.decode(all.get(all.size() - 1).value(), PlanSet.class).getPlans();
    }

    private static int length(List<TierPlan> plans) {
        return IndexRanges.union(
                        plans.stream().map(plan -> IndexRanges.of(plan.getRanges())).toList())
                .length();
    }

    @Test
    void profiles_weakAndStrong_getATierEachThatNests() throws Exception {
        open(2, false, List.of());
        profile("weak", SMALLEST, null);
        profile("strong", FULL, null);
        profile("stronger", FULL, null);

        assertThat(set()).extracting(TierPlan::getTier).containsExactly(0, 1);
        assertThat(length(set())).isEqualTo(NETWORK.parameterCount());
        assertThat(length(set().subList(0, 1))).isEqualTo(OUT);
    }

    @Test
    void profile_ofAWeakNewcomer_changesWhatItTrainsAndNotWhatAllDo() throws Exception {
        open(2, false, List.of());
        profile("strong", FULL, null);
        profile("stronger", FULL, null);
        assertThat(selector.extractOutputValues()).as("what is registered fits all").hasSize(2);

        profile("weak", SMALLEST, null);

        assertThat(set()).extracting(TierPlan::getTier).containsExactly(0, 1);
        assertThat(length(set())).isEqualTo(NETWORK.parameterCount());
    }

    @Test
    void profile_thatLosesTheUpperTier_leavesThePlansAsTheyAre() throws Exception {
        open(2, false, List.of());
        profile("weak", SMALLEST, null);
        profile("strong", FULL, null);
        profile("stronger", FULL, null);
        int before = selector.extractOutputValues().size();

        profile("strong", SMALLEST, null);
        profile("stronger", SMALLEST, null);

        assertThat(selector.extractOutputValues()).hasSize(before);
    }

    @Test
    void profile_withAPayload_getsASmallerPlanOrPartsThatTakeTurns() throws Exception {
        long payload = 4L * 150;
        open(1, false, List.of());
        profile("a", FULL, payload);
        List<ControlMessage> all = selector.extractOutputValues();
        TrainablePlan smaller =
                RecordCodec.decode(all.get(all.size() - 1).value(), TrainablePlan.class);
        assertThat(IndexRanges.of(smaller.getRanges()).length()).isLessThanOrEqualTo(150);
        selector.close();

        open(1, true, List.of());
        profile("a", FULL, payload);
        assertThat(set()).hasSize(2).extracting(TierPlan::getTier).containsOnly(0);
        assertThat(length(set())).as("together everything").isEqualTo(NETWORK.parameterCount());
        for (TierPlan part : set()) {
            assertThat(IndexRanges.of(part.getRanges()).length()).isLessThanOrEqualTo(150);
        }
    }

    @Test
    void profile_withAPayloadBelowTheSmallestPlan_isToldAndLeftOut() throws Exception {
        open(1, true, List.of());
        profile("a", FULL, 4L * OUT - 1);

        assertThat(selector.extractOutputValues()).hasSize(2);
        StreamRecord<OutputRecord> refused =
                selector.getSideOutput(PlanSelector.REJECTED).iterator().next();
        assertThat(RecordCodec.decode(refused.getValue().value(), Rejection.class).getDetail())
                .isEqualTo(
                        "a payload of %d bytes is below the %d bytes of the smallest plan's: the"
                                        .formatted(4 * OUT - 1, 4 * OUT)
                                + " device is left out");
    }

    @Test
    void profile_withAPayloadBelowWhatEveryPartHas_getsASmallerPlan() throws Exception {
        open(1, true, List.of());
        profile("a", FULL, 4L * OUT + 4);

        List<ControlMessage> all = selector.extractOutputValues();
        TrainablePlan plan =
                RecordCodec.decode(all.get(all.size() - 1).value(), TrainablePlan.class);
        assertThat(IndexRanges.of(plan.getRanges()).length()).isEqualTo(OUT);
    }

    @Test
    void profile_belowTheSmallestPlanBesideThePersonalClassifier_isToldAndLeftOut()
            throws Exception {
        open(1, false, List.of("out/kernel", "out/bias"));

        profile("a", SMALLEST, null);

        assertThat(selector.extractOutputValues()).as("no plan for it").hasSize(2);
        StreamRecord<OutputRecord> refused =
                selector.getSideOutput(PlanSelector.REJECTED).iterator().next();
        assertThat(RecordCodec.decode(refused.getValue().value(), Rejection.class).getDetail())
                .startsWith("a budget of " + SMALLEST + " bytes is below the ");
    }

    @Test
    void personalTensors_thatPlansCannotBeChosenBeside_leaveTheModelAlone() throws Exception {
        open(1, false, List.of("middle/bias"));

        profile("a", SMALLEST, null);

        assertThat(selector.extractOutputValues()).as("as for other models").hasSize(2);
        assertThat(selector.getSideOutput(PlanSelector.REJECTED)).isNull();
    }

    @Test
    void personalTensors_areInNoPlanThatIsChosen() throws Exception {
        open(1, false, List.of("out/kernel", "out/bias"));
        long lessThanAll =
                new MemoryModel(NETWORK, SETUP).profile(NetworkPlan.full(NETWORK)).peakBytes() - 4;
        profile("a", lessThanAll, null);

        List<ControlMessage> all = selector.extractOutputValues();
        TrainablePlan plan =
                RecordCodec.decode(all.get(all.size() - 1).value(), TrainablePlan.class);
        IndexRanges ranges = IndexRanges.of(plan.getRanges());
        assertThat(ranges.within(NETWORK.parameterCount() - OUT, NETWORK.parameterCount()).length())
                .isZero();
        assertThat(ranges.length()).isPositive();
    }
}
