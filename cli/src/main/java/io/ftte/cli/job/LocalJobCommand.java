package io.ftte.cli.job;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.StopSignal;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LastCheckpoint;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Runs a job on a Flink in this process until it is interrupted. */
abstract class LocalJobCommand extends JobCommand {
    private static final Duration WATCH = Duration.ofMillis(200);

    @Option(
            names = "--from-savepoint",
            paramLabel = "PATH",
            description = "Begin with this savepoint or checkpoint instead of the last one.")
    private Optional<String> savepoint;

    /** What starts the job. */
    protected abstract AggregationLauncher launcher();

    /** What the job does, such as {@code aggregating}. */
    protected abstract String doing();

    /** What is lost where no checkpoint is kept, as a line. */
    protected abstract String loss();

    @Override
    public Integer call() throws Exception {
        Configuration options = options();
        takeUp(options, AggregationConf.of(options));
        try (StopSignal stop = new StopSignal();
                AggregationLauncher.Running job = launcher().start(options)) {
            out().printf(
                            "%s; Flink's web page is %s, Ctrl-C ends the job%n",
                            doing(), job.webUrl());
            while (!stop.raised()) {
                if (job.failure().isPresent()) {
                    throw new RunFailed("The job", job.failure().get());
                }
                Thread.sleep(WATCH.toMillis());
            }
        }
        return ExitCode.OK;
    }

    /** A job has a directory of its own, so that another job's state is never taken for its own. */
    private void takeUp(Configuration options, AggregationConf conf) throws IOException {
        savepoint.ifPresent(path -> options.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
        if (conf.checkpointDir().isEmpty()) {
            out().println("no --checkpoint-dir: " + loss());
            return;
        }
        String directory =
                conf.checkpointDir().get().replaceAll("/+$", "")
                        + "/"
                        + URLEncoder.encode(conf.jobName(), StandardCharsets.UTF_8);
        options.set(AggregationOptions.CHECKPOINT_DIR, directory);
        options.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        if (savepoint.isPresent() || conf.freshStart()) {
            return;
        }
        Optional<LastCheckpoint> last = LastCheckpoint.in(directory);
        if (last.isPresent()) {
            options.set(StateRecoveryOptions.SAVEPOINT_PATH, last.get().path());
            // It is this job's own: Flink removes it once there are newer ones.
            options.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
            out().printf(
                            "going on from the checkpoint of %s, %s%n",
                            Instant.ofEpochMilli(last.get().writtenMs()), last.get().path());
        }
    }
}
