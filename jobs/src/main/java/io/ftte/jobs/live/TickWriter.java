package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Writes a tick to every partition of the update topic and of the topic of decisions each interval,
 * so that event time goes on when nobody else writes. Ticks are records like any other: a replay
 * reads the same ones. While no broker answers there are none, and event time stands.
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
                                Patience.properties(conf),
                                Map.of(
                                        conf.topics().updates(),
                                        partitions,
                                        conf.topics().decisions(),
                                        1)))
                .returns(TypeInformation.of(TickTarget.class))
                .uid("tick-targets")
                .name("tick-targets")
                .setParallelism(1)
                .sinkTo(new TickSink(conf.brokers().properties(), intervalMs))
                .uid("tick-sink")
                .name("ticks")
                .setParallelism(1);
    }
}
