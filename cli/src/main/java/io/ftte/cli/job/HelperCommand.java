package io.ftte.cli.job;

import io.ftte.cli.frame.JobCommand;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LocalFlink;
import picocli.CommandLine.Command;

/** Runs the helper of models that two parties aggregate. */
@Command(
        name = "helper",
        description = {
            "Help a leader aggregate models whose updates neither party can read: run by somebody"
                    + " whom the leader cannot make tell, on a Kafka and a machine of their own.",
            "Keeps one share of each update and gives the leader sums of them, until Ctrl-C. The"
                    + " same command goes on where it was.",
            "On a cluster: flink run -c io.ftte.jobs.HelperJob ftte-job.jar --config helper.yaml"
        },
        footer = {
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte topics --helper --create --bootstrap-servers helper:9092",
            "  ./ftte helper --bootstrap-servers helper:9092 --leader-bootstrap-servers"
                    + " leader:9092 \\",
            "    --party-key-file party.key --min-devices 10 --checkpoint-dir file:///var/helper",
            "With noise of its own for private models, and no sums that have less:",
            "  ./ftte helper … --privacy-key-file helper.key --min-noise 4"
        })
public final class HelperCommand extends LocalJobCommand {

    @Override
    protected AggregationLauncher launcher() {
        return new LocalFlink()::startHelper;
    }

    @Override
    protected String doing() {
        return "helping";
    }

    @Override
    protected String loss() {
        return "a helper that starts anew reads its topics again from their beginning";
    }
}
