package io.ftte.operators.control;

import static io.ftte.operators.fixtures.TestHeaders.LENGTH;
import static io.ftte.operators.fixtures.TestHeaders.MODEL;
import static io.ftte.operators.fixtures.TestHeaders.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.SequencerFixture;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.settings.LateUpdates;
import io.ftte.schemas.text.Words;
import io.ftte.schemas.wire.RecordCodec;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Order and decisions; registrations are the business of {@link SequencerControlTest}. */
class SequencerTest {
    private static final long T = TestModels.START;

    private SequencerFixture sequencer;

    @BeforeEach
    void open() throws Exception {
        sequencer = new SequencerFixture().register(SequencerFixture.model(3));
    }

    @AfterEach
    void close() throws Exception {
        sequencer.harness.close();
    }

    @Test
    void onTimer_anyArrivalOrder_decidesByTimeThenDeviceBytesThenSequence() throws Exception {
        sequencer
                .send(
                        whole("b", 1, T + 20),
                        whole("\uD83D\uDE00", 0, T + 10),
                        whole("\uFFFD", 0, T + 10),
                        whole("b", 0, T + 20),
                        whole("a", 0, T + 20),
                        whole("z", 0, T + 5))
                .watermark(T + 20);

        assertThat(sequencer.contributors())
                .as("U+FFFD is before U+1F600 in UTF-8, after it in Java")
                .containsExactly("z 0", "\uFFFD 0", "\uD83D\uDE00 0", "a 0", "b 0", "b 1");
    }

    @Test
    void processElement_watermarkBelowOrderTime_waits() throws Exception {
        sequencer.send(whole("a", 0, T + 10)).watermark(T + 9);
        assertThat(sequencer.commands()).isEmpty();
        sequencer.watermark(T + 10);
        assertThat(sequencer.commands()).hasSize(2);
    }

    @Test
    void processElement_controlTopicNotRead_waits() throws Exception {
        sequencer.harness.close();
        sequencer = new SequencerFixture(false);
        sequencer.send(whole("a", 0, T + 10)).watermark(T + 100);
        assertThat(sequencer.rejections()).isEmpty();

        sequencer.register(SequencerFixture.model(3));
        sequencer.harness.processWatermark2(Watermark.MAX_WATERMARK);
        assertThat(sequencer.commands()).hasSize(2);
    }

    @Test
    void admit_chunked_onePieceACommandAndNumbersWithoutGaps() throws Exception {
        Chunk[] chunks = {TestHeaders.chunk(0, 0, 1500), TestHeaders.chunk(0, 1500, 500)};
        sequencer
                .send(
                        TestHeaders.of(MODEL, "a", 0, T + 1, 0, 1, LENGTH, false, chunks),
                        whole("b", 1, T + 2))
                .watermark(T + 2);

        assertThat(sequencer.commands())
                .containsExactly(
                        "ADMIT 0 slice 0 of 0",
                        "ADMIT 0 slice 1 of 0",
                        "ADMIT 1 slice 1 of 1500",
                        "ADMIT 1 slice 0 of 10000",
                        "ADMIT 2 slice 1 of 10000");
    }

    @Test
    void admit_bufferFull_closesSlicesShardsAndLedger() throws Exception {
        sequencer
                .send(whole("a", 0, T + 1), whole("b", 1, T + 2), whole("c", 2, T + 3))
                .watermark(T + 3);

        assertThat(sequencer.commands()).endsWith("CLOSE 3 slice 0", "CLOSE 3 slice 1");
        assertThat(sequencer.shardCommands())
                .filteredOn(c -> c.kind() == ShardCommand.Kind.STEP)
                .allSatisfy(
                        step -> {
                            assertThat(step.version()).isEqualTo(1);
                            assertThat(step.eventTime()).isEqualTo(T + 3);
                            assertThat(step.planIds()).containsExactly(1);
                            assertThat(step.divisors()).containsExactly(3.0);
                            assertThat(step.parts()).isEqualTo(1);
                        })
                .extracting(step -> step.key().shard())
                .as("not the frozen shard")
                .containsExactly(0, 1);
        LedgerCommand ledger = sequencer.side(Sequencer.LEDGER).get(1);
        assertThat(ledger.version()).isEqualTo(1);
        assertThat(ledger.shards()).isEqualTo(2);
        assertThat(ledger.contributions()).hasSize(3);
    }

    /** Whatever was read first, a change takes its place among the updates. */
    @Test
    void settings_withAPlaceInTheStream_holdForWhatComesAfterThem() throws Exception {
        sequencer.control(
                TestModels.decided(
                        TestModels.newSettings(
                                MODEL, 1, 0, TestModels.settings(2).setMaxStaleness(1)),
                        T + 4));
        for (int i = 1; i <= 5; i++) {
            sequencer.send(whole("d" + i, i, T + i));
        }
        sequencer.watermark(T + 5);
        assertThat(sequencer.side(Sequencer.LEDGER).stream().map(c -> c.contributions().length))
                .as("version 0, three, and then two")
                .containsExactly(0, 3, 2);
    }

    @Test
    void change_ofNoModel_isRefusedWithItsPlaceOnTheTopicOfDecisions() throws Exception {
        sequencer.control(
                TestModels.decided(
                        TestModels.newSettings("nobody", 1, 0, TestModels.settings(2)), T));
        sequencer.watermark(T);
        assertThat(sequencer.rejections()).containsExactly("UNKNOWN_MODEL");
        Rejection rejection =
                RecordCodec.decode(
                        sequencer.side(Sequencer.REJECTED).get(0).value(), Rejection.class);
        assertThat(rejection.getTopic()).isEqualTo(Harnesses.DECISIONS_TOPIC);
    }

    /** A tombstone, a registration, noise: none of them belongs there. */
    @Test
    void decided_noChange_isRefusedAndTheModelStays() throws Exception {
        sequencer.control(TestModels.decided(TestModels.tombstone(MODEL), T));
        sequencer.control(
                TestModels.decided(TestModels.registration(SequencerFixture.model(2)).get(1), T));
        sequencer.control(TestModels.decided(new ControlMessage(MODEL, 0, 0, new byte[] {1}), T));
        sequencer.send(whole("a", 0, T + 1), whole("b", 1, T + 2), whole("c", 2, T + 3));
        sequencer.watermark(T + 3);
        assertThat(sequencer.rejections()).containsExactly("MALFORMED", "MALFORMED", "MALFORMED");
        assertThat(sequencer.side(Sequencer.LEDGER)).hasSize(2);
    }

    @Test
    void decide_notToBeCounted_isRefusedWithItsReasonAndDropped() throws Exception {
        sequencer.send(
                header("nobody", 1, 0, LENGTH, 1),
                header(MODEL, 2, 0, LENGTH, 2),
                header(MODEL, 3, 0, LENGTH - 1, 1),
                header(MODEL, 4, 1, LENGTH, 1));
        sequencer.watermark(T + 9);

        assertThat(sequencer.rejections())
                .containsExactlyInAnyOrder(
                        "UNKNOWN_MODEL d 1",
                        "UNKNOWN_PLAN d 2",
                        "WRONG_LENGTH d 3",
                        "FUTURE_VERSION d 4");
        assertThat(sequencer.commands())
                .hasSize(8)
                .allMatch(command -> command.startsWith("DROP"))
                .contains("DROP slice 0 of 30000", "DROP slice 1 of 30000");
    }

    @Test
    void decide_olderThanMaxStaleness_isTooStale() throws Exception {
        for (int i = 0; i < 6; i++) {
            sequencer.send(header(MODEL, i, i / 3, LENGTH, 1));
        }
        sequencer.send(header(MODEL, 7, 0, LENGTH, 1), header(MODEL, 8, 1, LENGTH, 1));
        sequencer.watermark(T + 9);
        assertThat(sequencer.rejections()).containsExactly("TOO_STALE d 7");
    }

    @Test
    void decide_lateWhereTheModelRejectsThat_isLate() throws Exception {
        sequencer.harness.close();
        sequencer = new SequencerFixture();
        sequencer.register(
                TestModels.model(
                        MODEL,
                        SequencerFixture.PARAMETERS,
                        TestModels.settings(3).setLateUpdates(Words.of(LateUpdates.REJECT)).build(),
                        1,
                        TestModels.plan(1, 0, LENGTH)));
        sequencer.send(whole("a", 0, T + 1).ordered(T + 1, true), whole("b", 0, T + 2));
        sequencer.watermark(T + 2);
        assertThat(sequencer.rejections()).containsExactly("LATE a 0");
    }

    @Test
    void processElement_refusedBefore_isDroppedAtOnce() throws Exception {
        sequencer.send(whole("a", 0, T + 1).refused(RejectionReason.QUOTA, "too many"));
        assertThat(sequencer.rejections()).containsExactly("QUOTA a 0");
        assertThat(sequencer.commands()).containsExactly("DROP slice 0 of 0", "DROP slice 1 of 0");
    }

    @Test
    void endOfInput_admitsAllThatWaitsAndPublishesNoHalfFullBuffer() throws Exception {
        sequencer.send(whole("a", 0, T + 1_000_000), whole("b", 1, T + 1));
        sequencer.watermark(Long.MAX_VALUE);
        assertThat(sequencer.commands()).hasSize(4).allMatch(c -> c.startsWith("ADMIT"));
        assertThat(sequencer.harness.numEventTimeTimers()).isZero();
    }

    @Test
    void decide_cutAtAnotherSliceSize_failsTheJobAndSaysWhatToDo() throws Exception {
        UpdateHeader h = whole("a", 0, T + 1);
        sequencer.send(
                new UpdateHeader(
                        0,
                        MODEL,
                        "a",
                        0,
                        0,
                        1,
                        1,
                        LENGTH,
                        2048,
                        T + 1,
                        T + 1,
                        false,
                        h.chunks(),
                        null,
                        "",
                        null,
                        0,
                        0));
        assertThatThrownBy(() -> sequencer.watermark(T + 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start it with slice-size 1024");
    }

    private static UpdateHeader header(
            String model, long sequence, long baseVersion, int length, int plan) {
        return TestHeaders.of(
                model,
                "d",
                sequence,
                T + 1 + sequence,
                baseVersion,
                plan,
                length,
                false,
                TestHeaders.chunk(sequence, 0, length));
    }
}
