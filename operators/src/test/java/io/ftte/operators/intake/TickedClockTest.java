package io.ftte.operators.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clock of a partition on which a job ticks. */
class TickedClockTest {
    private static final EventTime TICKS =
            new EventTime(Duration.ofSeconds(5), Duration.ofSeconds(60), true);

    private KeyedOneInputStreamOperatorTestHarness<Integer, UpdateHeader, UpdateHeader> clock;

    @BeforeEach
    void open() throws Exception {
        clock = Harnesses.opened(Harnesses.clock(TICKS));
    }

    @AfterEach
    void close() throws Exception {
        clock.close();
    }

    private void update(String device, long seconds) throws Exception {
        clock.processElement(TestHeaders.whole(device, seconds, 1000 * seconds), 0);
    }

    private void tick(long seconds) throws Exception {
        clock.processElement(UpdateHeader.tick(0, 1000 * seconds), 0);
    }

    private List<String> verdicts() {
        return clock.extractOutputValues().stream()
                .map(
                        h ->
                                "%s %d at %d%s"
                                        .formatted(
                                                h.deviceId(),
                                                h.eventTime() / 1000,
                                                h.orderTime() / 1000,
                                                h.refusal()
                                                        .map(reason -> " " + reason)
                                                        .orElse(h.late() ? " late" : "")))
                .toList();
    }

    /** 59 s ahead is within what is believed, and costs nobody else anything. */
    @Test
    void processElement_oneDeviceAhead_makesNoOtherLate() throws Exception {
        tick(100);
        update("ahead", 159);
        update("honest", 100);
        tick(101);
        update("honest", 95);
        assertThat(verdicts())
                .containsExactly("ahead 159 at 159", "honest 100 at 100", "honest 95 at 96 late");
    }

    @Test
    void processElement_fartherAheadThanTheTickAfterIt_isRefused() throws Exception {
        tick(100);
        update("mad", 4_000_000_000L);
        update("brisk", 161);
        assertThat(verdicts()).as("until there is a tick").isEmpty();

        tick(101);

        assertThat(verdicts())
                .containsExactlyInAnyOrder("brisk 161 at 161", "mad 4000000000 at 101 CLOCK_SKEW");
        UpdateHeader refused =
                clock.extractOutputValues().stream()
                        .filter(header -> header.refusal().isPresent())
                        .findFirst()
                        .orElseThrow();
        assertThat(refused.refusal()).contains(RejectionReason.CLOCK_SKEW);
        assertThat(refused.detail())
                .isEqualTo(
                        "timestamp 4000000000000 is more than PT1M ahead of the job's tick after"
                                + " it, 101000");
    }

    /** Nobody ticked while the job was away, so devices must be able to move time together. */
    @Test
    void processElement_backlogWithoutTicks_goesOnAsDevicesAgree() throws Exception {
        tick(100);
        for (int second = 1000; second < 1100; second++) {
            update("d" + second % 9, second);
        }
        assertThat(verdicts()).hasSize(100).doesNotHaveDuplicates();
        update("d0", 1080);
        assertThat(verdicts()).last().isEqualTo("d0 1080 at 1087 late");
    }

    @Test
    void processElement_sevenDevicesAgree_moveNothing() throws Exception {
        tick(100);
        for (int second = 101; second < 150; second++) {
            update("d" + second % 7, second);
        }
        update("honest", 96);
        assertThat(verdicts()).last().isEqualTo("honest 96 at 96");
    }

    @Test
    void processElement_beforeTheFirstTick_waitsForItAndIsNotLate() throws Exception {
        for (int second = 1; second < 30; second++) {
            update("d" + second % 9, second);
        }
        assertThat(verdicts()).isEmpty();

        tick(30);

        assertThat(clock.extractOutputValues())
                .hasSize(29)
                .allMatch(header -> header.orderTime() >= 25_000)
                .noneMatch(UpdateHeader::late);
    }

    @Test
    void onTimer_inputEndsWithoutATick_letsAllGo() throws Exception {
        update("d", 10);
        tick(11);
        update("ahead", 1000);
        clock.processWatermark(Long.MAX_VALUE);
        assertThat(verdicts()).containsExactly("d 10 at 10", "ahead 1000 at 1000");
    }

    @Test
    void restart_inMidHold_decidesTheSame() throws Exception {
        tick(100);
        for (int second = 101; second < 108; second++) {
            update("d" + second, second);
        }
        update("mad", 5_000);
        OperatorSubtaskState state = clock.snapshot(1, 1);
        clock.close();
        clock = Harnesses.clock(TICKS).create(1, 0);
        clock.initializeState(state);
        clock.open();
        update("d108", 109);
        update("late", 95);
        tick(105);
        assertThat(verdicts())
                .containsExactly(
                        "d108 109 at 109", "late 95 at 97 late", "mad 5000 at 105 CLOCK_SKEW");
    }
}
