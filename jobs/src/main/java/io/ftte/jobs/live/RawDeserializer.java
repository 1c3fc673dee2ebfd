package io.ftte.jobs.live;

import io.ftte.operators.stream.RawRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Kafka's records as they are; nobody looks at a clock. */
final class RawDeserializer implements KafkaRecordDeserializationSchema<RawRecord> {
    private static final long serialVersionUID = 1;
    private static final byte[] NONE = {};

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
        out.collect(raw(record));
    }

    static RawRecord raw(ConsumerRecord<byte[], byte[]> record) {
        return RawRecord.of(
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key() == null ? NONE : record.key(),
                record.value() == null ? NONE : record.value());
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return TypeInformation.of(RawRecord.class);
    }
}
