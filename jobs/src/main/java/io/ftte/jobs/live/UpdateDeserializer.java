package io.ftte.jobs.live;

import io.ftte.operators.stream.RawRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records of the update topic as they are. Live, and only here, a timestamp too far ahead of the
 * wall clock costs the record its time: it then moves neither the partition's clock nor the
 * watermark. The topic's own limit refuses such records first, so a replay comes to the same result
 * without a clock.
 */
final class UpdateDeserializer implements KafkaRecordDeserializationSchema<RawRecord> {
    private static final long serialVersionUID = 1;
    private static final byte[] NONE = {};

    /** Null in a replay. */
    private final Duration maxClockSkew;

    private final Clock clock;

    private UpdateDeserializer(Duration maxClockSkew) {
        this.maxClockSkew = maxClockSkew;
        this.clock = Clock.systemUTC();
    }

    static UpdateDeserializer live(Duration maxClockSkew) {
        return new UpdateDeserializer(maxClockSkew);
    }

    static UpdateDeserializer replay() {
        return new UpdateDeserializer(null);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
        byte[] key = record.key() == null ? NONE : record.key();
        byte[] value = record.value() == null ? NONE : record.value();
        Optional<String> skew = skew(record.timestamp());
        out.collect(
                skew.isEmpty()
                        ? RawRecord.of(
                                record.partition(), record.offset(), record.timestamp(), key, value)
                        : RawRecord.withoutTime(
                                record.partition(),
                                record.offset(),
                                key,
                                value,
                                RawRecord.Verdict.CLOCK_SKEW,
                                skew.get()));
    }

    private Optional<String> skew(long timestamp) {
        if (maxClockSkew == null || timestamp - clock.millis() <= maxClockSkew.toMillis()) {
            return Optional.empty();
        }
        return Optional.of(
                "timestamp " + timestamp + " is more than " + maxClockSkew + " ahead of the clock");
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return TypeInformation.of(RawRecord.class);
    }
}
