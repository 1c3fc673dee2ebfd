package io.ftte.cli.job;

import io.ftte.cli.frame.JobCommand;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LocalFlink;
import picocli.CommandLine.Command;

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
public final class AggregateCommand extends LocalJobCommand {
    @Override
    protected AggregationLauncher launcher() {
        return new LocalFlink();
    }

    @Override
    protected String doing() {
        return "aggregating";
    }

    @Override
    protected String loss() {
        return "what is not published ends with this process";
    }
}
