package io.ftte.jobs.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.RawRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RawDeserializerTest {
    private static final long YEAR_2100 = 4_102_444_800_000L;
    private static final byte[] KEY = {1};
    private static final byte[] VALUE = {2, 3};

    @Test
    void deserialize_timestampFarAhead_isTheRecordsTime() {
        RawRecord record = read(YEAR_2100, KEY, VALUE);
        assertThat(record.refusal()).isEmpty();
        assertThat(record.timestamp()).isEqualTo(YEAR_2100);
        assertThat(record.partition()).isEqualTo(2);
        assertThat(record.offset()).isEqualTo(11);
        assertThat(record.key()).isEqualTo(KEY);
        assertThat(record.value()).isEqualTo(VALUE);
    }

    @Test
    void deserialize_noTimestamp_isRefused() {
        RawRecord record = read(ConsumerRecord.NO_TIMESTAMP, KEY, VALUE);
        assertThat(record.refusal()).isNotEmpty();
        assertThat(record.hasTime()).isFalse();
    }

    @Test
    void deserialize_neitherKeyNorValue_areEmpty() {
        RawRecord record = read(1, null, null);
        assertThat(record.key()).isEmpty();
        assertThat(record.value()).isEmpty();
    }

    private static RawRecord read(long timestamp, byte[] key, byte[] value) {
        List<RawRecord> out = new ArrayList<>();
        new RawDeserializer()
                .deserialize(
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
