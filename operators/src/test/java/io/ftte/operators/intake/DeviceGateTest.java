package io.ftte.operators.intake;

import static io.ftte.operators.fixtures.TestHeaders.chunk;
import static io.ftte.operators.fixtures.TestHeaders.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repeats, floods and forgetting; chunks are the business of {@link DeviceGateChunksTest}. */
class DeviceGateTest {
    private static final long MINUTE = 60_000;
    private static final int PER_MINUTE = 6;

    private KeyedOneInputStreamOperatorTestHarness<DeviceKey, UpdateHeader, UpdateHeader> gate;

    @BeforeEach
    void open() throws Exception {
        gate =
                Harnesses.opened(
                        Harnesses.gate(
                                new GateSettings(
                                        Duration.ofMinutes(10),
                                        Duration.ofMinutes(1),
                                        PER_MINUTE)));
    }

    @AfterEach
    void close() throws Exception {
        gate.close();
    }

    private Optional<RejectionReason> send(UpdateHeader header) throws Exception {
        gate.processElement(header, header.eventTime());
        List<UpdateHeader> out = gate.extractOutputValues();
        return out.get(out.size() - 1).refusal();
    }

    @Test
    void processElement_sequenceSeenBefore_isDuplicate() throws Exception {
        assertThat(send(whole("d", 3, 1))).isEmpty();
        assertThat(send(whole("d", 3, 2))).contains(RejectionReason.DUPLICATE);
        assertThat(send(whole("d", 2, 3))).isEmpty();
        assertThat(send(whole("d", 2, 4))).contains(RejectionReason.DUPLICATE);
    }

    @Test
    void processElement_farBelowTheHighest_isDuplicate() throws Exception {
        send(whole("d", 100, 1));
        assertThat(send(whole("d", 35, 2))).contains(RejectionReason.DUPLICATE);
        assertThat(send(whole("d", 36, 3))).isEmpty();
    }

    @Test
    void processElement_otherDeviceOrModel_hasItsOwnWindow() throws Exception {
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

    @Test
    void processElement_bucketEmpty_isRefusedUntilOrderTimeFillsIt() throws Exception {
        for (int sequence = 0; sequence < PER_MINUTE; sequence++) {
            assertThat(send(whole("d", sequence, 1000))).isEmpty();
        }
        assertThat(send(whole("d", 6, 1000))).contains(RejectionReason.QUOTA);
        assertThat(send(whole("d", 6, 10_999))).contains(RejectionReason.QUOTA);
        assertThat(send(whole("d", 6, 11_000))).isEmpty();
        assertThat(send(whole("d", 7, 11_000))).contains(RejectionReason.QUOTA);
    }

    @Test
    void processElement_refusedForQuota_doesNotUseUpItsSequence() throws Exception {
        for (int sequence = 0; sequence < PER_MINUTE; sequence++) {
            send(whole("d", sequence, 1000));
        }
        send(whole("d", 6, 1000));
        assertThat(send(whole("d", 6, MINUTE))).isEmpty();
    }

    @Test
    void processElement_windowOver_sequencesStartAgain() throws Exception {
        send(whole("d", 0, 1000));
        assertThat(send(whole("d", 0, 1000 + 10 * MINUTE))).contains(RejectionReason.DUPLICATE);
        assertThat(send(whole("d", 0, 1001 + 20 * MINUTE))).isEmpty();
    }

    @Test
    void onTimer_windowOver_forgetsTheDevice() throws Exception {
        send(whole("d", 0, 1000));
        send(whole("d", 1, 5000));
        gate.processWatermark(4999 + 10 * MINUTE);
        assertThat(gate.numKeyedStateEntries()).isEqualTo(1);
        gate.processWatermark(5000 + 10 * MINUTE);
        assertThat(gate.numKeyedStateEntries()).isZero();
        assertThat(gate.numEventTimeTimers()).isZero();
    }

    @Test
    void processElement_flood_leavesBoundedState() throws Exception {
        int size = 0;
        for (int i = 0; i < 3000; i++) {
            gate.processElement(whole("d", i, i), i);
            gate.processElement(chunk("d", 10_000 + i, i, i % 100, 1 + i % 100), i);
            gate.getOutput().clear();
            if (i == 500) {
                size = (int) gate.snapshot(1, 1).getStateSize();
            }
        }
        assertThat(gate.numKeyedStateEntries()).isEqualTo(1);
        assertThat(gate.numEventTimeTimers()).isLessThanOrEqualTo(5);
        assertThat(gate.snapshot(2, 2).getStateSize()).isLessThan(size + 200);
    }
}
