package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
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
 * Writes a tick to every partition of the update topic and of the topic of decisions each interval,
 * so that event time goes on when nobody else writes. Ticks are records like any other: a replay
 * reads the same ones.
 */
public final class TickWriter {
    private static final double MS_PER_SECOND = 1_000;

    private TickWriter() {}

    /**
     * @param partitions of the update topic, now
     */
    public static void attach(
            StreamExecutionEnvironment env, AggregationConf conf, int partitions) {
        long intervalMs = conf.tickInterval().toMillis();
        GeneratorFunction<Long, Long> count = index -> index;
        env.fromSource(
                        new DataGeneratorSource<>(
                                count,
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perSecond(MS_PER_SECOND / intervalMs),
                                Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "ticks")
                .uid("ticks")
                .setParallelism(1)
                .flatMap(
                        new TickTargets(
                                conf.brokers().properties(),
                                Map.of(
                                        conf.topics().updates(),
                                        partitions,
                                        conf.topics().decisions(),
                                        1)))
                .returns(TypeInformation.of(TickTarget.class))
                .uid("tick-targets")
                .name("tick-targets")
                .setParallelism(1)
                .sinkTo(
                        KafkaSink.<TickTarget>builder()
                                .setKafkaProducerConfig(conf.brokers().properties())
                                .setDeliveryGuarantee(DeliveryGuarantee.NONE)
                                .setRecordSerializer(new TickSerializer(intervalMs))
                                .build())
                .uid("tick-sink")
                .name("ticks")
                .setParallelism(1);
    }

    private record TickSerializer(long intervalMs)
            implements KafkaRecordSerializationSchema<TickTarget> {

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                TickTarget target, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(
                    target.topic(),
                    target.partition(),
                    System.currentTimeMillis(),
                    null,
                    RecordCodec.encode(new Tick(intervalMs)));
        }
    }
}
