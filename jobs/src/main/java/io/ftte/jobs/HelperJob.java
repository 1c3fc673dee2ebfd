package io.ftte.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.jobs.live.KafkaInputs;
import io.ftte.jobs.live.KafkaOutputs;
import io.ftte.jobs.live.StartCheck;
import io.ftte.jobs.options.HelperConf;
import io.ftte.jobs.options.JobOptions;
import io.ftte.operators.helping.DecodeSeeds;
import io.ftte.operators.helping.SeedKeeper;
import io.ftte.operators.helping.SeedMessage;
import io.ftte.operators.helping.SumShares;
import io.ftte.operators.helping.SumTask;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import java.io.IOException;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The helper of models that two parties aggregate: shares of updates in, sums of them out. On a
 * cluster of its own, which the leader has no access to: {@code flink run -c io.ftte.jobs.HelperJob
 * ftte-job.jar --config helper.yaml}.
 *
 * <pre>
 *  shares ─► decode-seeds ─► seed-keeper ◄── sum-requests (the leader's)
 *                             (model)
 *                              │     │
 *      updates (the leader's) ◄┘     └─► sum-shares ─► sums (the leader's)
 * </pre>
 */
public final class HelperJob {
    private HelperJob() {}

    public static void main(String[] args) throws Exception {
        HelperConf conf = HelperConf.of(JobOptions.parse(args));
        ReadableConfig cluster =
                StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration();
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        AggregationJob.flinkConfiguration(cluster, conf.own()));
        define(env, conf);
        env.execute(conf.own().jobName());
    }

    /**
     * Checks the topics and builds the graph.
     *
     * @throws io.ftte.topics.OptionsException where topics are missing
     * @throws IOException when no broker answers
     */
    static void define(StreamExecutionEnvironment env, HelperConf conf) throws IOException {
        conf.own().parallelism().ifPresent(env::setParallelism);
        StartCheck.helper(conf);
        SingleOutputStreamOperator<SeedMessage> seeds =
                new KafkaInputs(env, conf.own())
                        .shares()
                        .process(new DecodeSeeds(conf.own().partyTopics().shares()))
                        .uid("decode-seeds")
                        .name("decode-seeds");
        DataStream<RawRecord> requests = new KafkaInputs(env, conf.leader()).sumRequests();
        SingleOutputStreamOperator<SumTask> tasks =
                seeds.connect(requests)
                        .keyBy(SeedMessage::modelId, record -> new String(record.key(), UTF_8))
                        .process(
                                new SeedKeeper(
                                        conf.own().partyTopics().shares(),
                                        conf.own().partyTopics().requests(),
                                        conf.minDevices(),
                                        conf.minNoise(),
                                        conf.own().partyKey(),
                                        conf.own().privacyKey()))
                        .uid("seed-keeper")
                        .name("seed-keeper");
        DataStream<OutputRecord> sums =
                tasks.rebalance()
                        .map(new SumShares(conf.own().privacyKey()))
                        .uid("sum-shares")
                        .name("sum-shares");
        KafkaOutputs.attachHelper(tasks.getSideOutput(SeedKeeper.HELD), sums, conf.leader());
        KafkaOutputs.attachRefusals(
                seeds.getSideOutput(DecodeSeeds.REJECTED)
                        .union(tasks.getSideOutput(SeedKeeper.REJECTED)),
                conf.own());
    }
}
