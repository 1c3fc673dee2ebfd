package io.ftte.cli.job;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.StopSignal;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LocalFlink;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Runs the aggregation job against an existing Kafka until it is interrupted. */
@Command(
        name = "aggregate",
        description = {
            "Run the aggregation job on a Flink in this process, until Ctrl-C.",
            "On a cluster: flink run ftte-job.jar --config job.yaml"
        },
        footer = {
            "",
            JobCommand.HELP,
            "",
            "Example:",
            "  ./ftte topics --create --bootstrap-servers localhost:9092",
            "  ./ftte aggregate --bootstrap-servers localhost:9092 --checkpoint-dir"
                    + " file:///var/ftte"
        })
public final class AggregateCommand extends JobCommand {
    private static final Duration WATCH = Duration.ofMillis(200);

    @Override
    public Integer call() throws Exception {
        Configuration options = options();
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
}
