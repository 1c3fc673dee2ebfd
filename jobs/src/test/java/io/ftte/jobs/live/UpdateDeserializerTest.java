package io.ftte.jobs.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.RawRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class UpdateDeserializerTest {
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final long YEAR_2100 = 4_102_444_800_000L;
    private static final byte[] KEY = {1};
    private static final byte[] VALUE = {2, 3};

    @Test
    void live_timestampWithinTheSkew_isTheEventTime() {
        long time = System.currentTimeMillis() + SKEW.toMillis() / 2;
        RawRecord record = read(UpdateDeserializer.live(SKEW), time, KEY, VALUE);
        assertThat(record.verdict()).isEqualTo(RawRecord.Verdict.OK);
        assertThat(record.timestamp()).isEqualTo(time);
        assertThat(record.partition()).isEqualTo(2);
        assertThat(record.offset()).isEqualTo(11);
        assertThat(record.key()).isEqualTo(KEY);
        assertThat(record.value()).isEqualTo(VALUE);
    }

    @Test
    void live_timestampFarAhead_costsTheRecordItsTime() {
        RawRecord record = read(UpdateDeserializer.live(SKEW), YEAR_2100, KEY, VALUE);
        assertThat(record.verdict()).isEqualTo(RawRecord.Verdict.CLOCK_SKEW);
        assertThat(record.hasTime()).isFalse();
        assertThat(record.value()).isEqualTo(VALUE);
        assertThat(record.detail()).contains("" + YEAR_2100).doesNotContain("\n");
    }

    @Test
    void live_largestTimestamp_doesNotOverflow() {
        assertThat(read(UpdateDeserializer.live(SKEW), Long.MAX_VALUE, KEY, VALUE).verdict())
                .isEqualTo(RawRecord.Verdict.CLOCK_SKEW);
    }

    @Test
    void replay_timestampFarAhead_isBelieved() {
        RawRecord record = read(UpdateDeserializer.replay(), YEAR_2100, KEY, VALUE);
        assertThat(record.timestamp()).isEqualTo(YEAR_2100);
    }

    @Test
    void any_noTimestampAtAll_isMalformed() {
        for (UpdateDeserializer deserializer :
                List.of(UpdateDeserializer.live(SKEW), UpdateDeserializer.replay())) {
            RawRecord record = read(deserializer, ConsumerRecord.NO_TIMESTAMP, KEY, VALUE);
            assertThat(record.verdict()).isEqualTo(RawRecord.Verdict.MALFORMED);
            assertThat(record.hasTime()).isFalse();
        }
    }

    @Test
    void any_neitherKeyNorValue_areEmpty() {
        RawRecord record = read(UpdateDeserializer.replay(), 1, null, null);
        assertThat(record.key()).isEmpty();
        assertThat(record.value()).isEmpty();
    }

    private static RawRecord read(
            UpdateDeserializer deserializer, long timestamp, byte[] key, byte[] value) {
        List<RawRecord> out = new ArrayList<>();
        deserializer.deserialize(
                new ConsumerRecord<>(
                        "updates",
                        2,
                        11,
                        timestamp,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        key,
                        value,
                        new RecordHeaders(),
                        Optional.empty()),
                new ListCollector<>(out));
        assertThat(out).hasSize(1);
        return out.get(0);
    }
}
