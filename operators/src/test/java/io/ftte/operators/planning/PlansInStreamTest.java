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
import io.ftte.schemas.TensorEncoding;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A selector whose plans, and all other changes, go by way of the topic of decisions. */
class PlansInStreamTest {
    private static final Network NETWORK =
            new Network(
                    Shape.of(6),
                    List.of(
                            new Dense("hidden", 8, Activation.RELU),
                            new Dense("out", 3, Activation.NONE)));
    private static final TrainingSetup SETUP =
            new TrainingSetup(4, 4, Convolution.DIRECT, DeviceOptimizer.SGD);
    private static final float[] PARAMETERS = TestModels.numbers(NETWORK.parameterCount(), 1);
    private static final long SMALLEST = new PlanChoice(NETWORK, PARAMETERS, SETUP).smallestBytes();
    private static final long FULL =
            new MemoryModel(NETWORK, SETUP).profile(NetworkPlan.full(NETWORK)).peakBytes();

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, ControlMessage, ProfileMessage, ControlMessage>
            selector;

    @BeforeEach
    void open() throws Exception {
        selector =
                PlanSelectorTest.created(
                        new SelectionSettings(
                                0,
                                1,
                                false,
                                TensorEncoding.F32,
                                Duration.ZERO,
                                Duration.ofHours(1),
                                SETUP,
                                ModelDigest.LEAF),
                        true);
        selector.open();
        ModelDefinition model =
                ModelDefinition.of(
                        "m",
                        TestModels.START,
                        NetworkTensors.of(NETWORK),
                        List.of(NetworkTensors.plan(1, NetworkPlan.full(NETWORK))),
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

    private void profile(String device, long budget) throws Exception {
        byte[] value =
                RecordCodec.encode(
                        new DeviceProfile(device, List.of("m"), budget, Map.of(), null, null));
        selector.processElement2(new ProfileMessage("m", device, TestModels.START, 1, 7, value), 0);
    }

    private List<OutputRecord> decisions() {
        return selector.getSideOutput(PlanSelector.DECISIONS) == null
                ? List.of()
                : selector.getSideOutput(PlanSelector.DECISIONS).stream()
                        .map(StreamRecord::getValue)
                        .toList();
    }

    private List<Integer> planIds() throws Exception {
        List<Integer> ids = new ArrayList<>();
        for (OutputRecord decision : decisions()) {
            ids.add(RecordCodec.decode(decision.value(), TrainablePlan.class).getPlanId());
        }
        return ids;
    }

    private void comesBy(byte[] value) throws Exception {
        selector.processElement1(new ControlMessage("m", 0, 1, value, TestModels.START), 0);
    }

    private static byte[] plan(int id, int to) {
        return TestModels.newPlan("m", id, 0, 0, to).value();
    }

    @Test
    void registration_goesOnAtOnce_changesTakeTheWayThroughTheTopic() throws Exception {
        int registration = selector.extractOutputValues().size();
        assertThat(registration).isEqualTo(2);
        selector.processElement1(TestModels.newPlan("m", 2, 0, 0, 10), 0);
        selector.processElement1(TestModels.newSettings("m", 1, 0, TestModels.settings(7)), 0);
        selector.processElement1(TestModels.republish("m"), 0);

        assertThat(selector.extractOutputValues()).hasSize(registration);
        assertThat(decisions()).hasSize(3).allMatch(d -> new String(d.key()).equals("m"));

        comesBy(decisions().get(0).value());
        assertThat(selector.extractOutputValues()).hasSize(registration + 1);
        assertThat(decisions()).as("not written again").hasSize(3);
    }

    @Test
    void tombstone_goesOnAtOnce() throws Exception {
        int before = selector.extractOutputValues().size();
        selector.processElement1(TestModels.tombstone("m"), 0);
        assertThat(selector.extractOutputValues()).hasSize(before + 1);
        assertThat(decisions()).isEmpty();
    }

    @Test
    void ownPlan_comesBy_isNotThoughtOverAgain() throws Exception {
        profile("weak", SMALLEST);
        assertThat(planIds()).containsExactly(2);
        comesBy(decisions().get(0).value());
        profile("weaker", SMALLEST);
        assertThat(planIds()).containsExactly(2);
    }

    /** What was written before a restart stands on the topic first, and has taken the id. */
    @Test
    void otherPlanUnderTheIdOfItsOwn_comesBy_choosesOnceMoreUnderTheNext() throws Exception {
        profile("weak", SMALLEST);
        byte[] own = decisions().get(0).value();
        comesBy(plan(2, NETWORK.parameterCount()));
        assertThat(planIds()).containsExactly(2, 3);
        assertThat(RecordCodec.decode(decisions().get(1).value(), TrainablePlan.class).getRanges())
                .isEqualTo(RecordCodec.decode(own, TrainablePlan.class).getRanges());

        comesBy(own);
        comesBy(decisions().get(1).value());
        assertThat(planIds()).as("the Sequencer refuses the former").containsExactly(2, 3);
    }

    @Test
    void planByHand_comesBy_theNextOfItsOwnIsAboveIt() throws Exception {
        comesBy(plan(7, NETWORK.parameterCount()));
        profile("weak", SMALLEST);
        profile("strong", FULL);
        assertThat(planIds()).containsExactly(8);
    }
}
