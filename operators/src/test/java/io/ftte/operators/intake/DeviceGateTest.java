package io.ftte.operators.intake;

import static io.ftte.operators.fixtures.TestHeaders.chunk;
import static io.ftte.operators.fixtures.TestHeaders.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.KeySpread;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.RejectionReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repeats, floods and forgetting; chunks are the business of {@link DeviceGateChunksTest}. */
class DeviceGateTest {
    private static final long MINUTE = 60_000;
    private static final int PER_MINUTE = 6;

    private KeyedBroadcastOperatorTestHarness<DeviceKey, UpdateHeader, GateNotice, UpdateHeader>
            gate;

    @BeforeEach
    void open() throws Exception {
        gate =
                Harnesses.opened(
                        Harnesses.gate(
                                new GateSettings(
                                        Duration.ofMinutes(10),
                                        Duration.ofMinutes(1),
                                        PER_MINUTE)));
        gate.processBroadcastElement(GateNotice.model(TestHeaders.MODEL, TestHeaders.LENGTH), 0);
        gate.processBroadcastElement(GateNotice.model("other", 10), 0);
        gate.processBroadcastWatermark(Long.MAX_VALUE);
    }

    @AfterEach
    void close() throws Exception {
        gate.close();
    }

    private Optional<RejectionReason> send(UpdateHeader header) throws Exception {
        gate.processElement(header, header.eventTime());
        gate.processWatermark(header.orderTime());
        List<UpdateHeader> out = gate.extractOutputValues();
        return out.get(out.size() - 1).refusal();
    }

    @Test
    void onTimer_sequenceSeenBefore_isDuplicate() throws Exception {
        assertThat(send(whole("d", 3, 1))).isEmpty();
        assertThat(send(whole("d", 3, 2))).contains(RejectionReason.DUPLICATE);
        assertThat(send(whole("d", 2, 3))).isEmpty();
        assertThat(send(whole("d", 2, 4))).contains(RejectionReason.DUPLICATE);
    }

    @Test
    void onTimer_farBelowTheHighest_isDuplicate() throws Exception {
        send(whole("d", 100, 1));
        assertThat(send(whole("d", 35, 2))).contains(RejectionReason.DUPLICATE);
        assertThat(send(whole("d", 36, 3))).isEmpty();
    }

    @Test
    void onTimer_otherDeviceOrModel_hasItsOwnWindow() throws Exception {
        send(whole("d", 0, 1));
        assertThat(send(whole("e", 0, 2))).isEmpty();
        assertThat(
                        send(
                                TestHeaders.of(
                                        "other",
                                        "d",
                                        0,
                                        3,
                                        0,
                                        1,
                                        10,
                                        false,
                                        TestHeaders.chunk(0, 0, 10))))
                .isEmpty();
    }

    private List<String> sendAt(long time, int from, int to) throws Exception {
        gate.getOutput().clear();
        for (int sequence = from; sequence <= to; sequence++) {
            gate.processElement(whole("d", sequence, time), time);
        }
        gate.processWatermark(time);
        return gate.extractOutputValues().stream()
                .map(h -> h.sequence() + " " + h.refusal().map(Enum::name).orElse("passed"))
                .toList();
    }

    @Test
    void onTimer_bucketEmpty_isRefusedUntilOrderTimeFillsIt() throws Exception {
        assertThat(sendAt(1000, 0, PER_MINUTE - 1)).allMatch(verdict -> verdict.endsWith("passed"));
        assertThat(sendAt(1001, 6, 6)).containsExactly("6 QUOTA");
        assertThat(sendAt(10_999, 6, 6)).containsExactly("6 QUOTA");
        assertThat(sendAt(11_000, 6, 7)).containsExactly("6 passed", "7 QUOTA");
    }

    @Test
    void onTimer_refusedForQuota_doesNotUseUpItsSequence() throws Exception {
        assertThat(sendAt(1000, 0, PER_MINUTE)).last().isEqualTo("6 QUOTA");
        assertThat(sendAt(MINUTE, 6, 6)).containsExactly("6 passed");
    }

    @Test
    void onTimer_windowOver_sequencesStartAgain() throws Exception {
        send(whole("d", 0, 1000));
        assertThat(send(whole("d", 0, 1000 + 10 * MINUTE))).contains(RejectionReason.DUPLICATE);
        assertThat(send(whole("d", 0, 1001 + 10 * MINUTE))).isEmpty();
    }

    /** One number from a wrong clock must not keep a device out for ever. */
    @Test
    void onTimer_refusedAllTheWhile_passesOnceTheWindowIsOver() throws Exception {
        send(whole("d", 1L << 40, 1000));
        for (int minute = 1; minute < 10; minute++) {
            assertThat(send(whole("d", minute, 1000 + minute * MINUTE)))
                    .contains(RejectionReason.DUPLICATE);
        }
        assertThat(send(whole("d", 11, 1001 + 10 * MINUTE))).isEmpty();
    }

    /** On two partitions the older ones may be read last. */
    @Test
    void onTimer_arrivalAgainstTheOrderOfTime_passesAllThatCameInTime() throws Exception {
        for (int sequence = 199; sequence >= 0; sequence--) {
            gate.processElement(whole("d", sequence, 20_000L * sequence), 0);
        }
        assertThat(gate.extractOutputValues()).isEmpty();

        gate.processWatermark(Long.MAX_VALUE);

        assertThat(gate.extractOutputValues()).allMatch(header -> header.refusal().isEmpty());
        assertThat(gate.extractOutputValues())
                .extracting(UpdateHeader::sequence)
                .hasSize(200)
                .isSorted();
    }

    @Test
    void onTimer_unknownModels_leaveNothing() throws Exception {
        for (int i = 0; i < 100; i++) {
            UpdateHeader unknown =
                    TestHeaders.of(
                            "made-up-" + i,
                            "d",
                            i,
                            i,
                            0,
                            1,
                            10,
                            false,
                            TestHeaders.chunk(i, 0, 10));
            assertThat(send(unknown)).contains(RejectionReason.UNKNOWN_MODEL);
        }
        gate.processBroadcastElement(GateNotice.model("other", 0), 0);
        assertThat(
                        send(
                                TestHeaders.of(
                                        "other",
                                        "d",
                                        0,
                                        200,
                                        0,
                                        1,
                                        10,
                                        false,
                                        TestHeaders.chunk(0, 0, 10))))
                .as("removed")
                .contains(RejectionReason.UNKNOWN_MODEL);
        assertThat(Harnesses.keyedStateEntries(gate)).isZero();
        assertThat(gate.numEventTimeTimers()).isZero();
    }

    /** Before models were kept here, all updates passed on to the Sequencer. */
    @Test
    void onTimer_modelsNeverHeardOf_unknownOnesPassOn() throws Exception {
        gate.close();
        gate =
                Harnesses.gate(
                                new GateSettings(
                                        Duration.ofMinutes(10), Duration.ofMinutes(1), PER_MINUTE))
                        .create(1, 0);
        gate.initializeState(snapshotWithoutModels());
        gate.open();
        gate.processBroadcastWatermark(Long.MAX_VALUE);

        assertThat(send(whole("d", 0, 1))).isEmpty();
    }

    @Test
    void onTimer_windowOver_forgetsTheDevice() throws Exception {
        send(whole("d", 0, 1000));
        send(whole("d", 1, 5000));
        gate.processWatermark(4999 + 10 * MINUTE);
        assertThat(Harnesses.keyedStateEntries(gate)).isEqualTo(1);
        gate.processWatermark(5000 + 10 * MINUTE);
        assertThat(Harnesses.keyedStateEntries(gate)).isZero();
        assertThat(gate.numEventTimeTimers()).isZero();
    }

    /** Of the gate as it was: keyed alike, without a second input. */
    private static OperatorSubtaskState snapshotWithoutModels() throws Exception {
        try (var before =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new Passing()),
                        header -> new DeviceKey(header.modelId(), header.deviceId()),
                        TypeInformation.of(DeviceKey.class),
                        KeySpread.KEY_GROUPS,
                        1,
                        0)) {
            before.open();
            return before.snapshot(1, 1);
        }
    }

    private static final class Passing
            extends KeyedProcessFunction<DeviceKey, UpdateHeader, UpdateHeader> {
        @Override
        public void processElement(
                UpdateHeader header, Context context, Collector<UpdateHeader> out) {
            out.collect(header);
        }
    }

    @Test
    void onTimer_flood_leavesBoundedState() throws Exception {
        int size = 0;
        for (int i = 0; i < 3000; i++) {
            gate.processElement(whole("d", i, i), i);
            gate.processElement(chunk("d", 10_000 + i, i, i % 100, 1 + i % 100), i);
            gate.processWatermark(i);
            gate.getOutput().clear();
            if (i == 500) {
                size = (int) gate.snapshot(1, 1).getStateSize();
            }
        }
        assertThat(Harnesses.keyedStateEntries(gate)).isEqualTo(1);
        assertThat(gate.numEventTimeTimers()).isLessThanOrEqualTo(5);
        assertThat(gate.snapshot(2, 2).getStateSize()).isLessThan(size + 200);
    }

    @Test
    void device_revoked_isRefusedFromThatTimeOn_andCountsAgainOnceAdmitted() throws Exception {
        GateNotice[] changes = {
            standing("d", true, 4, 1_030),
            standing("d", false, 3, 1_020),
            standing("d", true, 1, 1_010),
            // Written again by a job that was restarted, when it was no longer true.
            standing("d", true, 1, 1_025),
            standing("another", true, 2, 1_000)
        };
        // As a replay reads them: in any order, and all before the first update.
        for (GateNotice change : changes) {
            gate.processBroadcastElement(change, 0);
        }
        OperatorSubtaskState snapshot = gate.snapshot(1, 1);
        gate.close();
        gate = Harnesses.gate(GateSettings.defaults()).create(1, 0);
        gate.initializeState(snapshot);
        gate.open();
        gate.processBroadcastWatermark(Long.MAX_VALUE);

        assertThat(send(TestHeaders.whole("d", 0, 1009))).isEmpty();
        assertThat(send(TestHeaders.whole("d", 1, 1010))).contains(RejectionReason.REVOKED);
        assertThat(send(TestHeaders.whole("d", 1, 1019))).contains(RejectionReason.REVOKED);
        assertThat(send(TestHeaders.whole("d", 1, 1020))).as("its number is not used up").isEmpty();
        assertThat(send(TestHeaders.whole("d", 2, 1026))).isEmpty();
        assertThat(send(TestHeaders.whole("d", 3, 1030))).contains(RejectionReason.REVOKED);
    }

    private static GateNotice standing(String id, boolean revoked, long saidAt, long orderTime) {
        return GateNotice.device(new DeviceStanding(id, revoked, saidAt, null), orderTime);
    }
}
