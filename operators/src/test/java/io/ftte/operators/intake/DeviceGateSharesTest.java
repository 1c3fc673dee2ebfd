package io.ftte.operators.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.UpdateHeader;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An update in shares passes once the helper has said that it has its own. */
class DeviceGateSharesTest {
    private static final long SEED = 77;
    private static final int LENGTH = TestHeaders.LENGTH;

    private KeyedBroadcastOperatorTestHarness<DeviceKey, UpdateHeader, GateNotice, UpdateHeader>
            gate;

    @BeforeEach
    void open() throws Exception {
        gate =
                Harnesses.opened(
                        Harnesses.gate(
                                new GateSettings(
                                        Duration.ofMinutes(10), Duration.ofMinutes(1), 2)));
        gate.processBroadcastElement(GateNotice.model(TestHeaders.MODEL, LENGTH), 0);
        gate.processBroadcastWatermark(Long.MAX_VALUE);
    }

    @AfterEach
    void close() throws Exception {
        gate.close();
    }

    private void share(long time, long sequence, long seedId, int from, int count)
            throws Exception {
        send(TestHeaders.shared(sequence, time, seedId, TestHeaders.chunk(sequence, from, count)));
    }

    private void word(long time, long sequence, long seedId) throws Exception {
        Chunk word = Chunk.word(0, sequence * 10_000 + 9_999, LENGTH);
        send(TestHeaders.shared(sequence, time, seedId, word));
    }

    private void send(UpdateHeader header) throws Exception {
        gate.processElement(header, header.orderTime());
    }

    private List<String> after(long watermark) throws Exception {
        gate.getOutput().clear();
        gate.processWatermark(watermark);
        return gate.extractOutputValues().stream()
                .map(
                        h ->
                                h.sequence()
                                        + " at "
                                        + h.orderTime()
                                        + " "
                                        + h.refusal().map(Enum::name).orElse("passed")
                                        + (h.detail().isEmpty() ? "" : ": " + h.detail()))
                .toList();
    }

    @Test
    void share_andWord_passTogetherInAnyOrder() throws Exception {
        share(10, 0, SEED, 0, LENGTH);
        assertThat(after(19)).isEmpty();
        word(20, 0, SEED);
        assertThat(after(29)).containsExactly("0 at 20 passed");
        UpdateHeader passed = gate.extractOutputValues().get(0);
        assertThat(passed.chunks()).as("the word has no payload").hasSize(1);
        assertThat(passed.seedId()).isEqualTo(SEED);

        word(30, 1, SEED);
        share(40, 1, SEED, 1_024, LENGTH - 1_024);
        share(41, 1, SEED, 0, 1_024);
        assertThat(after(50)).containsExactly("1 at 41 passed");
        assertThat(gate.extractOutputValues().get(0).chunks())
                .extracting(Chunk::from)
                .containsExactly(0, 1_024);
    }

    @Test
    void word_twice_isARepeat() throws Exception {
        word(10, 0, SEED);
        word(11, 0, SEED);
        assertThat(after(12))
                .containsExactly("0 at 11 DUPLICATE: this part of the update came before");
        share(13, 0, SEED, 0, LENGTH);
        word(14, 0, SEED);
        assertThat(after(15))
                .containsExactly("0 at 13 passed", "0 at 14 DUPLICATE: sequence 0 was seen before");
    }

    /** One of two was sent by somebody else, or before the device lost its memory. */
    @Test
    void word_ofAnotherSeed_doesNotBelongToTheShare() throws Exception {
        word(10, 0, SEED + 1);
        share(11, 0, SEED, 0, LENGTH);
        word(12, 0, SEED);
        assertThat(after(13)).containsExactly("0 at 12 passed");
        assertThat(after(100_000))
                .containsExactly(
                        "0 at 10 INCOMPLETE: not all chunks arrived in time: components none of a"
                                + " totalLength of 2000 came, and the helper has its share");
    }

    @Test
    void share_ofASilentHelper_isRefusedInTime() throws Exception {
        share(10, 0, SEED, 0, LENGTH);
        assertThat(after(60_009)).isEmpty();
        assertThat(after(60_010))
                .containsExactly(
                        "0 at 10 INCOMPLETE: not all chunks arrived in time: components 0 to 2000"
                                + " of a totalLength of 2000 came, and the helper has not said that"
                                + " it has its share");
        word(60_020, 0, SEED);
        share(60_021, 0, SEED, 0, LENGTH);
        assertThat(after(60_022)).as("it may come again").containsExactly("0 at 60021 passed");
    }

    @Test
    void shares_ofDifferentLength_areNoUpdate() throws Exception {
        share(10, 0, SEED, 0, LENGTH);
        send(TestHeaders.shared(0, 11, SEED, LENGTH - 1, Chunk.word(0, 9_999, LENGTH - 1)));
        assertThat(after(12))
                .containsExactly(
                        "0 at 11 MALFORMED: the chunk contradicts earlier chunks of its update");
    }
}
