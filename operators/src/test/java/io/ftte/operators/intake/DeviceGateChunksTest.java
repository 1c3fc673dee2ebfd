package io.ftte.operators.intake;

import static io.ftte.operators.fixtures.TestHeaders.LENGTH;
import static io.ftte.operators.fixtures.TestHeaders.chunk;
import static io.ftte.operators.fixtures.TestHeaders.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.UpdateHeader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceGateChunksTest {
    private static final int THIRD = 600;

    private KeyedBroadcastOperatorTestHarness<DeviceKey, UpdateHeader, GateNotice, UpdateHeader>
            gate;

    @BeforeEach
    void open() throws Exception {
        gate = gate(Duration.ofMinutes(10));
    }

    private static KeyedBroadcastOperatorTestHarness<
                    DeviceKey, UpdateHeader, GateNotice, UpdateHeader>
            gate(Duration window) throws Exception {
        return gate(window, 0);
    }

    private static KeyedBroadcastOperatorTestHarness<
                    DeviceKey, UpdateHeader, GateNotice, UpdateHeader>
            gate(Duration window, int perMinute) throws Exception {
        var gate =
                Harnesses.opened(
                        Harnesses.gate(
                                new GateSettings(window, Duration.ofMillis(100), perMinute)));
        gate.processBroadcastElement(GateNotice.model(TestHeaders.MODEL, LENGTH), 0);
        gate.processBroadcastWatermark(Long.MAX_VALUE);
        return gate;
    }

    @AfterEach
    void close() throws Exception {
        gate.close();
    }

    private void send(UpdateHeader... headers) throws Exception {
        for (UpdateHeader header : headers) {
            gate.processElement(header, header.eventTime());
        }
        gate.processWatermark(
                Arrays.stream(headers).mapToLong(UpdateHeader::orderTime).max().orElseThrow());
    }

    private UpdateHeader only() {
        assertThat(gate.extractOutputValues()).hasSize(1);
        return gate.extractOutputValues().get(0);
    }

    private List<String> verdicts() {
        return gate.extractOutputValues().stream()
                .map(h -> h.sequence() + " " + h.refusal().map(Enum::name).orElse("passed"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"012", "021", "102", "120", "201", "210"})
    void onTimer_chunksInAnyOrder_oneUpdateInVectorOrder(String order) throws Exception {
        UpdateHeader[] chunks = {
            chunk("d", 0, 30, 0, THIRD),
            chunk("d", 0, 10, THIRD, THIRD),
            chunk("d", 0, 20, 2 * THIRD, LENGTH - 2 * THIRD)
        };
        send(order.chars().mapToObj(next -> chunks[next - '0']).toArray(UpdateHeader[]::new));
        UpdateHeader update = only();
        assertThat(update.refusal()).isEmpty();
        assertThat(update.orderTime()).as("that of the newest chunk").isEqualTo(30);
        assertThat(Arrays.stream(update.chunks()).map(c -> c.from())).containsExactly(0, 600, 1200);
        assertThat(update.statistics().count()).isEqualTo(LENGTH);
        assertThat(gate.numEventTimeTimers()).as("only the one that forgets").isEqualTo(1);
    }

    @Test
    void onTimer_anyChunkLate_updateIsLate() throws Exception {
        send(chunk("d", 0, 30, 0, THIRD).ordered(30, true), chunk("d", 0, 31, THIRD, 1400));
        assertThat(only().late()).isTrue();
    }

    @Test
    void onTimer_contradictingChunk_isMalformedAlone() throws Exception {
        UpdateHeader contradicting =
                TestHeaders.of(
                        "m", "d", 0, 11, 5, 1, LENGTH, false, TestHeaders.chunk(0, THIRD, 1400));
        send(chunk("d", 0, 10, 0, THIRD), contradicting, chunk("d", 0, 12, THIRD, 1400));
        assertThat(verdicts()).containsExactly("0 MALFORMED", "0 passed");
    }

    @Test
    void onTimer_overlappingChunk_isDuplicateAlone() throws Exception {
        send(
                chunk("d", 0, 10, 0, THIRD),
                chunk("d", 0, 11, THIRD - 1, 1401),
                chunk("d", 0, 12, THIRD, 1400));
        assertThat(verdicts()).containsExactly("0 DUPLICATE", "0 passed");
    }

    @Test
    void onTimer_chunkAfterTheDeadline_isTooLate() throws Exception {
        send(chunk("d", 0, 10, 0, THIRD), chunk("d", 1, 20, 0, THIRD));
        send(chunk("d", 0, 111, THIRD, 1400), whole("d", 2, 121));
        assertThat(verdicts()).containsExactly("0 INCOMPLETE", "1 INCOMPLETE", "2 passed");
    }

    /** A chunk of a wrong clock is decided at a moment at which another update has ended. */
    @Test
    void onTimer_headerAtTheDeadlineOfAnUpdateThatEnded_isDecided() throws Exception {
        gate.processElement(whole("d", 1, 110), 110);
        send(chunk("d", 0, 10, 0, THIRD), chunk("d", 0, 11, THIRD, 1400));
        gate.processWatermark(110);
        assertThat(verdicts()).containsExactly("0 passed", "1 passed");
    }

    @Test
    void onTimer_claimsMoreThanTheModelHas_isRefusedBeforeAnythingIsKept() throws Exception {
        send(
                TestHeaders.of(
                        TestHeaders.MODEL,
                        "d",
                        0,
                        10,
                        0,
                        1,
                        LENGTH + 1,
                        false,
                        TestHeaders.chunk(0, 0, THIRD)));
        assertThat(verdicts()).containsExactly("0 WRONG_LENGTH");
    }

    @Test
    void onTimer_chunksOfManyUpdates_countAgainstTheQuota() throws Exception {
        gate.close();
        gate = gate(Duration.ofMinutes(10), 2);
        for (int sequence = 0; sequence < 5; sequence++) {
            send(chunk("d", sequence, 10, 0, THIRD));
        }
        send(chunk("d", 1, 20, THIRD, 1400));
        assertThat(verdicts()).containsExactly("2 QUOTA", "3 QUOTA", "4 QUOTA", "1 passed");
    }

    @Test
    void onTimer_lastChunkAtTheDeadline_passes() throws Exception {
        send(chunk("d", 0, 10, 0, THIRD));
        send(chunk("d", 0, 110, THIRD, 1400));
        assertThat(verdicts()).containsExactly("0 passed");
    }

    @Test
    void onTimer_incomplete_doesNotUseUpItsSequence() throws Exception {
        send(chunk("d", 0, 10, 0, THIRD), whole("d", 0, 200));
        assertThat(verdicts()).containsExactly("0 INCOMPLETE", "0 passed");
    }

    @Test
    void onTimer_incomplete_saysWhichComponentsCame() throws Exception {
        send(
                chunk("d", 0, 10, 0, THIRD),
                chunk("d", 0, 11, 1_000, 100),
                chunk("d", 0, 12, THIRD, 100),
                whole("d", 1, 200));
        assertThat(gate.extractOutputValues().get(0).detail())
                .isEqualTo(
                        "not all chunks arrived in time: components 0 to 700, 1000 to 1100 of a"
                                + " totalLength of 2000 came");
    }

    @Test
    void onTimer_fifthUpdateUnderWay_evictsTheOldest() throws Exception {
        for (int sequence = 0; sequence < 5; sequence++) {
            send(chunk("d", sequence, 10 + sequence, 0, THIRD));
        }
        send(chunk("d", 1, 20, THIRD, 1400));
        assertThat(verdicts()).containsExactly("0 INCOMPLETE", "1 passed");
    }

    @Test
    void onTimer_wholeWhileUnderWay_refusesTheChunksOnly() throws Exception {
        send(chunk("d", 0, 10, 0, THIRD), whole("d", 0, 11), chunk("d", 0, 12, THIRD, 1400));
        assertThat(verdicts()).containsExactly("0 INCOMPLETE", "0 passed", "0 DUPLICATE");
    }

    @Test
    void onTimer_tooManyChunks_isMalformed() throws Exception {
        send(
                IntStream.rangeClosed(0, 1024)
                        .mapToObj(i -> chunk("d", 0, 10, i, 1))
                        .toArray(UpdateHeader[]::new));
        assertThat(verdicts()).containsExactly("0 MALFORMED");
    }

    @Test
    void onTimer_deviceForgottenBeforeTheDeadline_refusesWhatIsUnderWay() throws Exception {
        gate.close();
        gate = gate(Duration.ofMillis(50));
        send(chunk("d", 0, 10, 0, THIRD));
        gate.processWatermark(60);
        assertThat(verdicts()).containsExactly("0 INCOMPLETE");
        assertThat(Harnesses.keyedStateEntries(gate)).isZero();
        assertThat(gate.numEventTimeTimers()).isZero();
    }
}
