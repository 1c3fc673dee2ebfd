package io.ftte.benchmarks.live;

import io.ftte.benchmarks.Workload;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.live.KafkaInputs;
import io.ftte.jobs.live.TopicRange;
import io.ftte.operators.stream.RawRecord;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A Flink job that reads the updates of a topic and discards them, at parallelism 2. Arguments:
 * brokers, topic, {@link Workload}. Prints as {@link Limits} does.
 */
public final class FlinkLimit {
    private static Limits.Window window;

    private FlinkLimit() {}

    public static void main(String[] args) throws Exception {
        Workload workload = Workload.parse(args[2]);
        window = new Limits.Window(workload.updates());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        2, AggregationPipeline.flinkDefaults());
        new KafkaInputs(env, RunTopics.conf(args[0], "limit-" + System.nanoTime(), args[1]))
                .recordedUpdates(workload.partitions(), TopicRange.WHOLE)
                .map(FlinkLimit::count, Types.BOOLEAN)
                .uid("count")
                .sinkTo(new DiscardingSink<>())
                .uid("discarded");
        env.execute();
        System.out.println(window.json());
    }

    private static boolean count(RawRecord record) {
        if (record.key().length > 0) {
            window.count();
        }
        return true;
    }
}
