package io.ftte.operators.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.wire.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A selector whose plans, and all other changes, go by way of the topic of decisions. */
class PlansInStreamTest {
    private SelectorFixture selector;

    @BeforeEach
    void open() throws Exception {
        selector = new SelectorFixture(1).register();
    }

    @AfterEach
    void close() throws Exception {
        selector.close();
    }

    private List<OutputRecord> decisions() {
        return selector.harness.getSideOutput(PlanSelector.DECISIONS) == null
                ? List.of()
                : selector.harness.getSideOutput(PlanSelector.DECISIONS).stream()
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
        selector.harness.processElement1(new ControlMessage("m", 0, 1, value, TestModels.START), 0);
    }

    private static byte[] plan(int id, int to) {
        return TestModels.newPlan("m", id, 0, 0, to).value();
    }

    @Test
    void registration_goesOnAtOnce_changesTakeTheWayThroughTheTopic() throws Exception {
        int registration = selector.harness.extractOutputValues().size();
        assertThat(registration).isEqualTo(2);
        selector.harness.processElement1(TestModels.newPlan("m", 2, 0, 0, 10), 0);
        selector.harness.processElement1(
                TestModels.newSettings("m", 1, 0, TestModels.settings(7)), 0);
        selector.harness.processElement1(TestModels.republish("m"), 0);

        assertThat(selector.harness.extractOutputValues()).hasSize(registration);
        assertThat(decisions()).hasSize(3).allMatch(d -> new String(d.key()).equals("m"));

        comesBy(decisions().get(0).value());
        assertThat(selector.harness.extractOutputValues()).hasSize(registration + 1);
        assertThat(decisions()).as("not written again").hasSize(3);
    }

    @Test
    void standingOfADevice_takesTheWayThroughTheTopic() throws Exception {
        byte[] standing = RecordCodec.encode(new DeviceStanding("d", true, 1L, null));
        int before = selector.harness.extractOutputValues().size();
        selector.harness.processElement1(new ControlMessage("d", 0, 1, standing), 0);
        assertThat(selector.harness.extractOutputValues()).hasSize(before);
        assertThat(decisions()).extracting(OutputRecord::value).containsExactly(standing);

        comesBy(standing);
        assertThat(selector.harness.extractOutputValues()).hasSize(before + 1);
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void tombstone_goesOnAtOnce() throws Exception {
        int before = selector.harness.extractOutputValues().size();
        selector.harness.processElement1(TestModels.tombstone("m"), 0);
        assertThat(selector.harness.extractOutputValues()).hasSize(before + 1);
        assertThat(decisions()).isEmpty();
    }

    @Test
    void ownPlan_comesBy_isNotThoughtOverAgain() throws Exception {
        selector.profile("weak", SelectorFixture.SMALLEST);
        assertThat(planIds()).containsExactly(2);
        comesBy(decisions().get(0).value());
        selector.profile("weaker", SelectorFixture.SMALLEST);
        assertThat(planIds()).containsExactly(2);
    }

    /** What was written before a restart stands on the topic first, and has taken the id. */
    @Test
    void otherPlanUnderTheIdOfItsOwn_comesBy_choosesOnceMoreUnderTheNext() throws Exception {
        selector.profile("weak", SelectorFixture.SMALLEST);
        byte[] own = decisions().get(0).value();
        comesBy(plan(2, SelectorFixture.NETWORK.parameterCount()));
        assertThat(planIds()).containsExactly(2, 3);
        assertThat(RecordCodec.decode(decisions().get(1).value(), TrainablePlan.class).getRanges())
                .isEqualTo(RecordCodec.decode(own, TrainablePlan.class).getRanges());

        comesBy(own);
        comesBy(decisions().get(1).value());
        assertThat(planIds()).as("the Sequencer refuses the former").containsExactly(2, 3);
    }

    @Test
    void planByHand_comesBy_theNextOfItsOwnIsAboveIt() throws Exception {
        comesBy(plan(7, SelectorFixture.NETWORK.parameterCount()));
        selector.profile("weak", SelectorFixture.SMALLEST);
        selector.profile("strong", SelectorFixture.FULL);
        assertThat(planIds()).containsExactly(8);
    }
}
