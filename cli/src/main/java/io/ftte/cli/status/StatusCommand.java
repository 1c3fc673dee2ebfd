package io.ftte.cli.status;

import io.ftte.cli.frame.JobCommand;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows what the topics and the job's group say at this moment. */
@Command(
        name = "status",
        description = {
            "Show the models, their newest versions, settings and plans, sums that two parties'"
                    + " models wait for, how far the job has read the update topic, and open"
                    + " transactions behind which readers wait.",
            "All of it comes from the topics and from the offsets that the job commits with its"
                    + " checkpoints; nothing is asked of Flink."
        },
        footer = {
            "",
            "A job that runs has transactions open between its checkpoints; those that nobody has"
                    + " written to for long are left over.",
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte status --bootstrap-servers localhost:9092",
            "  ./ftte status --json --config job.yaml"
        })
public final class StatusCommand extends JobCommand {
    @Option(names = "--json", description = "For a program; times in ms since the epoch.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Status status = Status.read(connected());
        if (json) {
            out().println(StatusJson.of(status).toPrettyString());
        } else {
            new StatusText(status).lines().forEach(out()::println);
        }
        return ExitCode.OK;
    }
}
