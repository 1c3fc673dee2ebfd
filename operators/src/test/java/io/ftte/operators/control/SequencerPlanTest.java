package io.ftte.operators.control;

import static io.ftte.operators.fixtures.TestHeaders.MODEL;
import static io.ftte.operators.fixtures.TestHeaders.whole;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.PlanRevision;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.SequencerFixture;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.UpdateHeader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans from the control topic: which are taken, which refused, and what the shards hear. */
class SequencerPlanTest {
    private static final long T = TestModels.START;

    private SequencerFixture sequencer;

    @BeforeEach
    void open() throws Exception {
        sequencer = new SequencerFixture();
    }

    @AfterEach
    void close() throws Exception {
        sequencer.harness.close();
    }

    private void plan(int id, int... ranges) throws Exception {
        sequencer.control(TestModels.newPlan(MODEL, id, 0, ranges));
    }

    private List<PlanRevision> revisions() {
        return sequencer.shardCommands().stream()
                .filter(command -> command.kind() == ShardCommand.Kind.PLANS)
                .map(ShardCommand::plans)
                .toList();
    }

    @Test
    void plan_newOne_tellsEveryShardAndItsLastVersion() throws Exception {
        sequencer.register(SequencerFixture.model(1)).send(whole("a", 0, T + 1)).watermark(T + 1);
        plan(2, 2050, 2100);

        assertThat(revisions())
                .extracting(PlanRevision::lastVersion)
                .as("the third shard trained nothing so far")
                .containsExactly(1L, 1L, 0L);
        assertThat(revisions()).extracting(PlanRevision::publishingShards).containsOnly(3);
        assertThat(revisions().get(2).from()).containsExactly(2050);
        assertThat(sequencer.side(Sequencer.PLANS)).hasSize(2);
    }

    @Test
    void plan_thatRetires_isTakenBackFromTheModelTopic() throws Exception {
        sequencer.register(SequencerFixture.model(1));
        plan(2, 0, TestHeaders.LENGTH);
        for (int i = 1; i <= Harnesses.PLAN_GRACE; i++) {
            sequencer.send(ofBase(i - 1, T + i)).watermark(T + i);
        }
        assertThat(sequencer.side(Sequencer.PLANS))
                .extracting(plan -> new String(plan.key(), UTF_8) + " " + plan.value().length)
                .hasSize(3)
                .endsWith("m/0/plan/1 0");

        sequencer.control(TestModels.tombstone(MODEL));
        assertThat(sequencer.side(Sequencer.PLANS))
                .extracting(plan -> new String(plan.key(), UTF_8) + " " + plan.value().length)
                .as("of the removed model those that were left")
                .hasSize(4)
                .endsWith("m/0/plan/2 0");
    }

    private static UpdateHeader ofBase(long version, long time) {
        Chunk[] whole = whole("a", version, time).chunks();
        return TestHeaders.of(
                MODEL, "a", version, time, version, 1, TestHeaders.LENGTH, false, whole);
    }

    @Test
    void plan_twiceWithinAVersion_areTwoRevisions() throws Exception {
        sequencer.register(SequencerFixture.model(1));
        plan(2, 0, 10);
        plan(3, 0, 5);
        assertThat(revisions()).extracting(PlanRevision::number).containsExactly(1, 1, 1, 2, 2, 2);
    }

    @Test
    void republish_modelInTraining_isARevisionOfTheSamePlans() throws Exception {
        sequencer.register(SequencerFixture.model(1)).send(whole("a", 0, T + 1)).watermark(T + 1);
        sequencer.control(TestModels.republish(MODEL));
        sequencer.control(TestModels.republish(MODEL));

        assertThat(revisions()).extracting(PlanRevision::number).containsExactly(1, 1, 1, 2, 2, 2);
        assertThat(revisions())
                .extracting(PlanRevision::lastVersion)
                .as("from the first on all shards are at version 1")
                .containsExactly(1L, 1L, 0L, 1L, 1L, 1L);
        assertThat(revisions()).extracting(PlanRevision::planIds).containsOnly(new int[] {1});
        assertThat(sequencer.side(Sequencer.PLANS)).as("registered and twice more").hasSize(3);
        assertThat(sequencer.rejections()).isEmpty();
    }

    @Test
    void republish_unknownModel_isRefused() throws Exception {
        sequencer.control(TestModels.republish(MODEL));
        assertThat(sequencer.rejections()).containsExactly("UNKNOWN_MODEL");
        assertThat(revisions()).isEmpty();
    }

    @Test
    void plan_equalOneAgain_isIgnored() throws Exception {
        sequencer.register(SequencerFixture.model(1));
        plan(2, 0, 10);
        plan(2, 0, 4, 4, 10);
        plan(1, 0, TestHeaders.LENGTH);
        assertThat(sequencer.rejections()).isEmpty();
        assertThat(revisions()).hasSize(3);
    }

    @Test
    void plan_idTakenByAnother_isRefused() throws Exception {
        sequencer.register(SequencerFixture.model(1));
        plan(1, 0, 10);
        plan(0, 0, 10);
        assertThat(sequencer.rejections()).containsExactly("MALFORMED", "MALFORMED");
        assertThat(revisions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1,5", "5,5", "0,2101", "5,9,8,12", ""})
    void plan_rangesThatDoNotFit_isRefused(String ranges) throws Exception {
        sequencer.register(SequencerFixture.model(1));
        plan(
                2,
                ranges.isEmpty()
                        ? new int[0]
                        : List.of(ranges.split(",")).stream()
                                .mapToInt(Integer::parseInt)
                                .toArray());
        assertThat(sequencer.rejections()).containsExactly("MALFORMED");
        assertThat(revisions()).isEmpty();
    }

    @Test
    void plan_unknownModel_isRefused() throws Exception {
        plan(2, 0, 10);
        assertThat(sequencer.rejections()).containsExactly("UNKNOWN_MODEL");
    }

    @Test
    void remove_afterPlanOfOtherShards_endsEachShardAtItsLastVersion() throws Exception {
        sequencer.register(SequencerFixture.model(1)).send(whole("a", 0, T + 1)).watermark(T + 1);
        plan(2, 0, 10);
        sequencer.control(TestModels.tombstone(MODEL));
        assertThat(sequencer.shardCommands())
                .filteredOn(command -> command.kind() == ShardCommand.Kind.REMOVE)
                .extracting(ShardCommand::version)
                .as("the change brought all shards to version 1")
                .containsExactly(1L, 1L, 1L);
    }
}
