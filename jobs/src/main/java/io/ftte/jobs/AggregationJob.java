package io.ftte.jobs;

import io.ftte.control.LayoutSizes;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.Authorisation;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.jobs.graph.PlanSelection;
import io.ftte.jobs.live.FenceWriter;
import io.ftte.jobs.live.KafkaInputs;
import io.ftte.jobs.live.KafkaOutputs;
import io.ftte.jobs.live.KafkaRecords;
import io.ftte.jobs.live.Start;
import io.ftte.jobs.live.StartCheck;
import io.ftte.jobs.live.TickWriter;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.JobOptions;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.GateSettings;
import io.ftte.operators.intake.SignatureCheck;
import io.ftte.operators.runtime.PartyKeySource;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregation job: device updates in, model versions out. On a cluster: {@code flink run
 * ftte-job.jar --config job.yaml}.
 */
public final class AggregationJob {
    private static final Logger LOG = LoggerFactory.getLogger(AggregationJob.class);

    private AggregationJob() {}

    public static void main(String[] args) throws Exception {
        AggregationConf conf = AggregationConf.of(JobOptions.parse(args));
        ReadableConfig cluster =
                StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration();
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        flinkConfiguration(cluster, conf));
        define(env, conf);
        env.execute(conf.jobName());
    }

    /**
     * What the job says to Flink itself, over the configuration of the cluster.
     *
     * @throws OptionsException where the cluster's would break a promise
     */
    public static Configuration flinkConfiguration(ReadableConfig cluster, AggregationConf conf) {
        return FlinkSettings.over(cluster, conf);
    }

    /**
     * Checks the topics, draws the fences on them and builds the graph.
     *
     * @throws OptionsException when the topics or what lies on them forbid a start
     * @throws IOException when no broker answers
     */
    static void define(StreamExecutionEnvironment env, AggregationConf conf) throws IOException {
        conf.parallelism().ifPresent(env::setParallelism);
        Start start = StartCheck.run(env.getConfiguration(), conf);
        String runId = UUID.randomUUID().toString();
        FenceWriter.control(conf, runId);
        KafkaInputs inputs = new KafkaInputs(env, conf);
        boolean ticks = conf.eventTime().ticks();
        PlanSelection selection =
                PlanSelection.attach(
                        inputs.control(runId, start.withoutState()),
                        ticks ? Optional.of(inputs.decisions()) : Optional.empty(),
                        inputs.devices(),
                        conf.topics().devices(),
                        conf.selection());
        PipelineSettings settings =
                settings(conf, conf.topics().updates())
                        .withFirstGenerations(start.firstGenerations())
                        .withRecords(
                                KafkaRecords.of(conf),
                                FlinkSettings.keepsStateOnHeap(env.getConfiguration()));
        AggregationPipeline.Outputs outputs =
                AggregationPipeline.build(
                        inputs.updates(start.partitions()),
                        selection.control(),
                        settings,
                        authorisation(conf, inputs, selection, runId),
                        conf.hasHelper()
                                ? payloads -> payloads.union(inputs.sums())
                                : UnaryOperator.identity());
        if (conf.hasHelper()) {
            KafkaOutputs.attachSumRequests(outputs.sumRequests(), conf);
        }
        KafkaOutputs.attach(outputs.withRejected(selection.rejected()), conf);
        if (ticks) {
            KafkaOutputs.attachDecisions(selection.decisions(), conf);
            TickWriter.attach(env, conf, start.partitions());
        } else {
            LOG.warn(
                    "tick-interval is 0: a partition without updates holds every model up, and a"
                            + " replay knows nothing of plans and settings that change");
        }
    }

    private static Authorisation authorisation(
            AggregationConf conf, KafkaInputs inputs, PlanSelection selection, String runId)
            throws IOException {
        if (!conf.requireSignatures()) {
            return Authorisation.none();
        }
        int partitions = StartCheck.partitions(conf, conf.topics().devices());
        FenceWriter.devices(conf, runId, partitions);
        return Authorisation.signatures(
                inputs.deviceKeys(runId, partitions),
                selection.control(),
                new SignatureCheck(
                        conf.topics().devices(),
                        conf.selection().profileExpiry(),
                        conf.keyOverlap()));
    }

    public static PipelineSettings settings(AggregationConf conf, String updatesName) {
        return settings(conf, updatesName, conf.eventTime());
    }

    /** With a time of its own, as a recording may have. */
    public static PipelineSettings settings(
            AggregationConf conf, String updatesName, EventTime time) {
        return new PipelineSettings(
                        updatesName,
                        conf.topics().control(),
                        conf.topics().decisions(),
                        time,
                        new LayoutSizes(conf.sliceSize(), conf.shardSize()),
                        new GateSettings(
                                conf.deviceWindow(), conf.chunkTimeout(), conf.deviceQuota()),
                        conf.planGrace())
                .withPrivacyKey(conf.privacyKey())
                .withDeviceNameKey(conf.deviceNameKey())
                .withPartyKey(conf.hasHelper() ? conf.partyKey() : PartyKeySource.none());
    }
}
