package io.ftte.cli;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.AggregationJob;
import io.ftte.jobs.AggregationLauncher;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs the job on a Flink of its own in this process, with its web page. */
final class LocalAggregation implements AggregationLauncher {
    private static final long CLOSE_SECONDS = 20;
    private static final long POLL_MS = 50;

    @Override
    public Running start(Configuration options) throws Exception {
        AggregationConf conf = AggregationConf.of(options);
        Configuration flink = AggregationJob.flinkConfiguration(conf);
        flink.set(RestOptions.ADDRESS, "localhost");
        flink.set(RestOptions.BIND_ADDRESS, "localhost");
        // An error that comes back is told, not tried for ever.
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        flink.set(PipelineOptions.NAME, conf.jobName());
        flink.addAll(options);

        StreamExecutionEnvironment env = new StreamExecutionEnvironment(flink);
        AggregationJob.define(env, conf);
        JobGraph graph = env.getStreamGraph(false).getJobGraph();
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(flink)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(graph.getMaximumParallelism())
                                .build());
        try {
            cluster.start();
            cluster.submitJob(graph).get();
            LocalRun run =
                    new LocalRun(
                            cluster,
                            graph.getJobID(),
                            cluster.getRestAddress().get(),
                            cluster.requestJobResult(graph.getJobID()));
            run.awaitRunning();
            return run;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private record LocalRun(
            MiniCluster cluster, JobID job, URI web, CompletableFuture<JobResult> result)
            implements Running {

        void awaitRunning() throws Exception {
            while (cluster.getJobStatus(job).get() != JobStatus.RUNNING) {
                if (failure().isPresent()) {
                    throw new IOException(
                            "The job did not start: " + failure().get().getMessage(),
                            failure().get());
                }
                Thread.sleep(POLL_MS);
            }
        }

        @Override
        public String webUrl() {
            return web.toString();
        }

        @Override
        public Optional<Throwable> failure() {
            JobResult ended = result.getNow(null);
            return ended == null
                    ? Optional.empty()
                    : Optional.of(
                            ended.getSerializedThrowable()
                                    .map(
                                            error ->
                                                    error.deserializeError(
                                                            getClass().getClassLoader()))
                                    .orElseGet(
                                            () ->
                                                    new IllegalStateException(
                                                            "the job has ended by itself")));
        }

        @Override
        public void close() throws Exception {
            try {
                if (!result.isDone()) {
                    cluster.cancelJob(job).get(CLOSE_SECONDS, TimeUnit.SECONDS);
                    result.get(CLOSE_SECONDS, TimeUnit.SECONDS);
                }
            } finally {
                cluster.close();
            }
        }
    }
}
