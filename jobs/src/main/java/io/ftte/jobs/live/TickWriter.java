package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes a tick to every partition of the update topic each interval, so that event time goes on
 * when devices are quiet. Ticks are records like any other: a replay reads the same ones.
 */
public final class TickWriter {
    private static final double MS_PER_SECOND = 1_000;

    private TickWriter() {}

    public static void attach(
            StreamExecutionEnvironment env, AggregationConf conf, int partitions) {
        long intervalMs = conf.tickInterval().toMillis();
        double perSecond = partitions * MS_PER_SECOND / intervalMs;
        GeneratorFunction<Long, Long> count = index -> index;
        env.fromSource(
                        new DataGeneratorSource<>(
                                count,
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perSecond(perSecond),
                                Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "ticks")
                .uid("ticks")
                .setParallelism(1)
                .sinkTo(
                        KafkaSink.<Long>builder()
                                .setKafkaProducerConfig(conf.brokers().properties())
                                .setDeliveryGuarantee(DeliveryGuarantee.NONE)
                                .setRecordSerializer(
                                        new TickSerializer(conf.topics().updates(), intervalMs))
                                .build())
                .uid("tick-sink")
                .name("ticks")
                .setParallelism(1);
    }

    private record TickSerializer(String topic, long intervalMs)
            implements KafkaRecordSerializationSchema<Long> {

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                Long count, KafkaSinkContext context, Long timestamp) {
            int[] partitions = context.getPartitionsForTopic(topic);
            return new ProducerRecord<>(
                    topic,
                    partitions[(int) (count % partitions.length)],
                    System.currentTimeMillis(),
                    null,
                    RecordCodec.encode(new Tick(intervalMs)));
        }
    }
}
