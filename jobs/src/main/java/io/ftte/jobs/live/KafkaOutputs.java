package io.ftte.jobs.live;

import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.operators.helping.StampedRecord;
import io.ftte.operators.stream.OutputRecord;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The job's outputs on Kafka. */
public final class KafkaOutputs {
    private static final String BATCH_BYTES = Integer.toString(1 << 18);

    private KafkaOutputs() {}

    public static void attach(AggregationPipeline.Outputs outputs, AggregationConf conf) {
        sink(outputs.models(), conf.topics().models(), "models", conf.requestBytes(), conf);
        sink(
                outputs.lineage(),
                conf.topics().lineage(),
                "lineage",
                conf.lineageRequestBytes(),
                conf);
        sink(outputs.rejected(), conf.topics().rejected(), "rejected", conf.requestBytes(), conf);
    }

    /**
     * Changes of models, beside the transactions of the output topics: what depends on them waits
     * until they come by, and one that comes twice changes nothing.
     */
    public static void attachDecisions(DataStream<OutputRecord> decisions, AggregationConf conf) {
        decisions
                .sinkTo(
                        KafkaSink.<OutputRecord>builder()
                                .setKafkaProducerConfig(Patience.properties(conf))
                                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                                .setRecordSerializer(
                                        new DecisionSerializer(conf.topics().decisions()))
                                .build())
                .uid("decision-sink")
                .name("decisions")
                .setParallelism(1);
    }

    /** The Kafka timestamp is the event time at which the change takes effect. */
    private record DecisionSerializer(String topic)
            implements KafkaRecordSerializationSchema<OutputRecord> {
        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                OutputRecord record, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(
                    topic, 0, System.currentTimeMillis(), record.key(), record.value());
        }
    }

    /** What the helper is asked for, in the transactions of the output topics. */
    public static void attachSumRequests(DataStream<OutputRecord> requests, AggregationConf conf) {
        sink(
                requests,
                conf.partyTopics().requests(),
                "sum-requests",
                conf.lineageRequestBytes(),
                conf);
    }

    /**
     * Of the helper: word of its shares, and its sums. Beside transactions, since the leader waits
     * for both and takes the first of what comes twice.
     */
    public static void attachHelper(
            DataStream<StampedRecord> held, DataStream<OutputRecord> sums, AggregationConf leader) {
        Properties properties = Patience.properties(leader);
        properties.setProperty("max.request.size", String.valueOf(leader.requestBytes()));
        held.sinkTo(
                        KafkaSink.<StampedRecord>builder()
                                .setKafkaProducerConfig(properties)
                                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                                .setRecordSerializer(
                                        new StampedSerializer(leader.topics().updates()))
                                .build())
                .uid("held-sink")
                .name("held");
        sums.sinkTo(
                        KafkaSink.<OutputRecord>builder()
                                .setKafkaProducerConfig(properties)
                                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                                .setRecordSerializer(new Serializer(leader.partyTopics().sums()))
                                .build())
                .uid("sums-sink")
                .name("sums");
    }

    /** Of the helper: what it refuses, on its own Kafka. */
    public static void attachRefusals(DataStream<OutputRecord> rejected, AggregationConf conf) {
        sink(rejected, conf.topics().rejected(), "rejected", conf.requestBytes(), conf);
    }

    /** The Kafka timestamp is the event time of what the record is about. */
    private record StampedSerializer(String topic)
            implements KafkaRecordSerializationSchema<StampedRecord> {
        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                StampedRecord record, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(topic, null, record.time(), record.key(), record.value());
        }
    }

    private static void sink(
            DataStream<OutputRecord> records,
            String topic,
            String name,
            int requestBytes,
            AggregationConf conf) {
        Properties properties = Patience.properties(conf);
        properties.setProperty(
                "transaction.timeout.ms", String.valueOf(conf.transactionTimeout().toMillis()));
        // A record above it would be refused for ever, and that ends the job.
        properties.setProperty("max.request.size", String.valueOf(requestBytes));
        // A version of a few thousand parameters would fill one of Kafka's own, and be a request.
        properties.putIfAbsent("batch.size", BATCH_BYTES);
        records.sinkTo(
                        KafkaSink.<OutputRecord>builder()
                                .setKafkaProducerConfig(properties)
                                .setDeliveryGuarantee(conf.deliveryGuarantee())
                                .setTransactionalIdPrefix(conf.jobName() + "-" + name)
                                .setRecordSerializer(new Serializer(topic))
                                .build())
                .uid(name + "-sink")
                .name(name);
    }

    /**
     * The Kafka timestamp stays null, so that the producer sets today's: the event time is a field,
     * and an old one must not meet retention, nor a far one the broker's limit.
     */
    private record Serializer(String topic)
            implements KafkaRecordSerializationSchema<OutputRecord> {
        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                OutputRecord record, KafkaSinkContext context, Long timestamp) {
            byte[] value = record.value().length == 0 ? null : record.value();
            return new ProducerRecord<>(topic, null, null, record.key(), value);
        }
    }
}
