package io.ftte.jobs;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.options.HelperConf;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The aggregation job on a Flink cluster in this process, with its web page on a free port. */
public final class LocalFlink implements AggregationLauncher {
    private static final int DEFAULT_PARALLELISM = 2;
    private static final String ANY_PORT = "0";
    private static final long CANCEL_SECONDS = 15;

    @Override
    public Running start(Configuration options) throws Exception {
        AggregationConf conf = AggregationConf.of(options);
        // Here it is this machine that needs it: no task need fail for it over and over.
        conf.readPrivacyKey();
        conf.readPartyKey();
        conf.readDeviceNameKey();
        return start(options, conf, env -> AggregationJob.define(env, conf));
    }

    /** The same of a helper job. */
    public Running startHelper(Configuration options) throws Exception {
        HelperConf conf = HelperConf.of(options);
        conf.own().readPartyKey();
        conf.own().readPrivacyKey();
        return start(options, conf.own(), env -> HelperJob.define(env, conf));
    }

    /** What builds a job's graph. */
    private interface Definition {
        void define(StreamExecutionEnvironment env) throws IOException;
    }

    private static Running start(Configuration options, AggregationConf conf, Definition definition)
            throws Exception {
        int parallelism = conf.parallelism().orElse(DEFAULT_PARALLELISM);
        Configuration flink = new Configuration(options);
        // Flink shows its configuration on its web page; passwords may stand among ours.
        AggregationOptions.all().forEach(flink::removeConfig);
        flink.addAll(AggregationJob.flinkConfiguration(options, conf));
        flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        flink.set(RestOptions.ADDRESS, "localhost");
        flink.set(
                RestOptions.BIND_PORT, options.getOptional(RestOptions.BIND_PORT).orElse(ANY_PORT));
        flink.set(WebOptions.SUBMIT_ENABLE, false);
        giveUpOnRepeatedFailure(flink);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        definition.define(env);
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(flink)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(parallelism)
                                .build());
        try {
            cluster.start();
            StreamGraph graph = env.getStreamGraph();
            graph.setJobName(conf.jobName());
            JobID job = cluster.submitJob(graph).get().getJobID();
            return new Job(
                    cluster, job, cluster.getRestAddress().get(), cluster.requestJobResult(job));
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    /** On a cluster an operator sees endless restarts; here somebody waits for an answer. */
    private static void giveUpOnRepeatedFailure(Configuration flink) {
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "failure-rate");
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_MAX_FAILURES_PER_INTERVAL, 5);
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_FAILURE_RATE_INTERVAL,
                Duration.ofMinutes(5));
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_DELAY, Duration.ofSeconds(1));
    }

    private record Job(
            MiniCluster cluster, JobID job, URI address, CompletableFuture<JobResult> result)
            implements Running {

        @Override
        public String webUrl() {
            return address.toString();
        }

        @Override
        public Optional<Throwable> failure() {
            if (!result.isDone()) {
                return Optional.empty();
            }
            return Optional.of(result.handle(Job::cause).join());
        }

        private static Throwable cause(JobResult ended, Throwable failure) {
            if (failure != null) {
                return failure;
            }
            return ended.getSerializedThrowable()
                    .<Throwable>map(
                            thrown -> thrown.deserializeError(LocalFlink.class.getClassLoader()))
                    .orElseGet(() -> new IllegalStateException("the job has ended"));
        }

        @Override
        public void close() throws IOException {
            try {
                if (!result.isDone()) {
                    cluster.cancelJob(job);
                    // However it ends, the cluster is closed and takes the job with it.
                    result.handle((ended, failure) -> job)
                            .completeOnTimeout(job, CANCEL_SECONDS, TimeUnit.SECONDS)
                            .join();
                }
                cluster.close();
            } catch (Exception e) {
                throw new IOException("Flink did not stop: " + e.getMessage(), e);
            }
        }
    }
}
