package io.ftte.operators.control;

import static io.ftte.operators.fixtures.TestHeaders.MODEL;
import static io.ftte.operators.fixtures.TestHeaders.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.SequencerFixture;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registrations, removals and new generations. */
class SequencerControlTest {
    private static final long T = TestModels.START;
    private static final ModelDefinition DEFINITION = SequencerFixture.model(1);

    private SequencerFixture sequencer;

    @BeforeEach
    void open() throws Exception {
        sequencer = new SequencerFixture();
    }

    @AfterEach
    void close() throws Exception {
        sequencer.harness.close();
    }

    @Test
    void register_chunksThenHead_announcesShardsPlanAndVersionZero() throws Exception {
        sequencer.register(DEFINITION);

        assertThat(sequencer.shardCommands())
                .allMatch(command -> command.kind() == ShardCommand.Kind.INIT)
                .extracting(command -> command.parameters().length / Float.BYTES)
                .containsExactly(1024, 1024, 52);
        assertThat(sequencer.side(Sequencer.PLANS)).hasSize(1);
        assertThat(sequencer.side(Sequencer.LEDGER))
                .singleElement()
                .satisfies(
                        command -> {
                            assertThat(command.version()).isZero();
                            assertThat(command.shards()).isEqualTo(3);
                        });
    }

    @Test
    void standingOfADevice_isNoModels_andRefusedIfItMakesNoSense() throws Exception {
        sequencer.register(DEFINITION);
        sequencer.control(standing("d", null));
        sequencer.control(standing(MODEL, null));
        assertThat(sequencer.rejections()).isEmpty();

        sequencer.control(standing("", null));
        sequencer.control(standing("d", ByteBuffer.allocate(44)));
        assertThat(sequencer.rejections()).containsExactly("MALFORMED", "MALFORMED");
    }

    private static ControlMessage standing(String device, ByteBuffer key) {
        return new ControlMessage(
                device, 0, 0, RecordCodec.encode(new DeviceStanding(device, true, 1L, key)), T);
    }

    @Test
    void register_parameterChunkMissing_isRefusedAndTheModelUnknown() throws Exception {
        List<ControlMessage> messages = TestModels.registration(DEFINITION);
        sequencer.control(messages.get(1));
        sequencer.send(whole("a", 0, T + 1)).watermark(T + 1);
        assertThat(sequencer.rejections()).containsExactly("MALFORMED", "UNKNOWN_MODEL a 0");
    }

    @Test
    void register_equalHeadAgain_isIgnored() throws Exception {
        sequencer.register(DEFINITION).register(DEFINITION);
        assertThat(sequencer.rejections()).isEmpty();
        assertThat(sequencer.shardCommands()).hasSize(3);
    }

    @Test
    void register_anotherHead_isRefused() throws Exception {
        sequencer.register(DEFINITION).register(SequencerFixture.model(2));
        assertThat(sequencer.rejections()).containsExactly("MODEL_EXISTS");
        assertThat(sequencer.shardCommands()).hasSize(3);
    }

    @Test
    void register_headOfAnotherModel_isRefused() throws Exception {
        ControlMessage head = TestModels.registration(DEFINITION).get(1);
        sequencer.control(new ControlMessage("other", 0, 0, head.value()));
        assertThat(sequencer.rejections()).containsExactly("MALFORMED");
    }

    @Test
    void accept_noise_isRefused() throws Exception {
        sequencer.control(new ControlMessage(MODEL, 0, 0, new byte[] {1, 2, 3}));
        assertThat(sequencer.rejections()).containsExactly("MALFORMED");
    }

    @Test
    void register_afterUpdatesWereDue_countsFromThenOn() throws Exception {
        sequencer.send(whole("a", 0, T + 1)).watermark(T + 1);
        sequencer.register(DEFINITION);
        sequencer.send(whole("a", 1, T + 2)).watermark(T + 2);
        assertThat(sequencer.rejections()).containsExactly("UNKNOWN_MODEL a 0");
        assertThat(sequencer.contributors()).containsExactly("a 1");
    }

    @Test
    void remove_unknownModel_doesNothing() throws Exception {
        sequencer.control(TestModels.tombstone(MODEL));
        assertThat(sequencer.commands()).isEmpty();
        assertThat(sequencer.shardCommands()).isEmpty();
    }

    @Test
    void remove_resetsSlicesAndEndsEachShardAtTheVersionItReached() throws Exception {
        sequencer.register(DEFINITION).send(whole("a", 0, T + 1)).watermark(T + 1);
        sequencer.control(TestModels.tombstone(MODEL));

        assertThat(sequencer.commands()).endsWith("RESET 2 slice 0", "RESET 2 slice 1");
        assertThat(sequencer.shardCommands())
                .filteredOn(command -> command.kind() == ShardCommand.Kind.REMOVE)
                .extracting(ShardCommand::version)
                .as("the frozen shard never left version 0")
                .containsExactly(1L, 1L, 0L);
        assertThat(sequencer.side(Sequencer.PLANS))
                .extracting(plan -> new String(plan.key(), StandardCharsets.UTF_8))
                .containsExactly("m/0/plan/1", "m/0/plan/1");
        assertThat(sequencer.side(Sequencer.PLANS).get(1).value()).isEmpty();
        LedgerCommand last = sequencer.side(Sequencer.LEDGER).get(2);
        assertThat(last.last()).isTrue();
        assertThat(last.version()).isEqualTo(1);
    }

    @Test
    void register_afterRemoval_isANewGenerationAndCommandNumbersGoOn() throws Exception {
        sequencer.register(DEFINITION).send(whole("a", 0, T + 1)).watermark(T + 1);
        sequencer.control(TestModels.tombstone(MODEL));
        sequencer.register(SequencerFixture.model(2));
        sequencer.send(whole("b", 0, T + 2)).watermark(T + 2);

        assertThat(sequencer.commands()).endsWith("ADMIT 3 slice 0 of 0", "ADMIT 3 slice 1 of 0");
        assertThat(sequencer.shardCommands())
                .filteredOn(command -> command.kind() == ShardCommand.Kind.INIT)
                .extracting(command -> command.key().generation())
                .containsExactly(0, 0, 0, 1, 1, 1);
    }

    @Test
    void register_whereGenerationsLieOnTheTopic_beginsAboveThem() throws Exception {
        SequencerFixture restarted = new SequencerFixture(Map.of(MODEL, 3, "other", 7));
        restarted.register(DEFINITION);
        restarted.control(TestModels.tombstone(MODEL));
        restarted.register(DEFINITION);

        assertThat(generations(restarted)).containsExactly(3, 4);
        restarted.harness.close();
    }

    /** The start that found the generations is not the one after which the model is registered. */
    @Test
    void register_afterARestore_beginsAboveGenerationsThatWereFoundBefore() throws Exception {
        SequencerFixture first = new SequencerFixture(Map.of(MODEL, 3));
        SequencerFixture restored = new SequencerFixture(first.harness.snapshot(1, 1));
        restored.register(DEFINITION);

        assertThat(generations(restored)).containsExactly(3);
        first.harness.close();
        restored.harness.close();
    }

    private static List<Integer> generations(SequencerFixture sequencer) {
        return sequencer.shardCommands().stream()
                .filter(command -> command.kind() == ShardCommand.Kind.INIT)
                .map(command -> command.key().generation())
                .distinct()
                .toList();
    }
}
