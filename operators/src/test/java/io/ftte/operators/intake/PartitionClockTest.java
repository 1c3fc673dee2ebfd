package io.ftte.operators.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.stream.UpdateHeader;
import java.time.Duration;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionClockTest {
    private static final Duration BOUND = Duration.ofMillis(100);

    private KeyedOneInputStreamOperatorTestHarness<Integer, UpdateHeader, UpdateHeader> clock;

    @BeforeEach
    void open() throws Exception {
        clock = Harnesses.opened(Harnesses.clock(EventTime.ofRecords(BOUND)));
    }

    @AfterEach
    void close() throws Exception {
        clock.close();
    }

    private UpdateHeader send(long eventTime) throws Exception {
        clock.processElement(TestHeaders.whole("d", 0, eventTime), eventTime);
        return clock.extractOutputValues().get(clock.extractOutputValues().size() - 1);
    }

    @Test
    void processElement_withinBound_orderTimeIsEventTime() throws Exception {
        assertThat(send(1000).orderTime()).isEqualTo(1000);
        UpdateHeader onTheBound = send(900);
        assertThat(onTheBound.orderTime()).isEqualTo(900);
        assertThat(onTheBound.late()).isFalse();
    }

    @Test
    void processElement_olderThanBound_isLateAndMovedToTheBound() throws Exception {
        send(1000);
        UpdateHeader late = send(899);
        assertThat(late.orderTime()).isEqualTo(900);
        assertThat(late.eventTime()).isEqualTo(899);
        assertThat(late.late()).isTrue();
    }

    @Test
    void processElement_timeOnlyHeader_advancesTheClockAndEndsHere() throws Exception {
        clock.processElement(UpdateHeader.timeOnly(0, "d", 5000), 5000);
        assertThat(clock.extractOutputValues()).isEmpty();
        assertThat(send(1000).orderTime()).isEqualTo(4900);
    }

    @Test
    void processElement_otherPartition_hasItsOwnClock() throws Exception {
        clock.processElement(UpdateHeader.tick(7, 5000), 5000);
        assertThat(send(1000).late()).isFalse();
        assertThat(clock.numKeyedStateEntries()).isEqualTo(2);
    }
}
