package io.ftte.cli.job;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.StopSignal;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LastCheckpoint;
import io.ftte.jobs.LocalFlink;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Runs the aggregation job against an existing Kafka until it is interrupted. */
@Command(
        name = "aggregate",
        description = {
            "Run the aggregation job on a Flink in this process, until Ctrl-C.",
            "The same command goes on where it was, from its last checkpoint below"
                    + " --checkpoint-dir, however the process ended.",
            "On a cluster: flink run ftte-job.jar --config job.yaml"
        },
        footer = {
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte topics --create --bootstrap-servers localhost:9092",
            "  ./ftte aggregate --bootstrap-servers localhost:9092 --checkpoint-dir"
                    + " file:///var/ftte",
            "  ./ftte aggregate --bootstrap-servers localhost:9092 --from-savepoint"
                    + " file:///var/ftte/savepoints/savepoint-7d4c1e"
        })
public final class AggregateCommand extends JobCommand {
    private static final Duration WATCH = Duration.ofMillis(200);

    @Option(
            names = "--from-savepoint",
            paramLabel = "PATH",
            description = "Begin with this savepoint or checkpoint instead of the last one.")
    private Optional<String> savepoint;

    @Override
    public Integer call() throws Exception {
        Configuration options = options();
        takeUp(options, AggregationConf.of(options));
        try (StopSignal stop = new StopSignal();
                AggregationLauncher.Running job = new LocalFlink().start(options)) {
            out().printf(
                            "aggregating; Flink's web page is %s, Ctrl-C ends the job%n",
                            job.webUrl());
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
            out().println("no --checkpoint-dir: what is not published ends with this process");
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
