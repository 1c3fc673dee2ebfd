package io.ftte.cli.model;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.ModelCommand;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.topics.ControlTopic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Takes a model off the control topic, so that the job forgets it. */
@Command(
        name = "remove",
        description = "Remove a registered model.",
        footer = {
            "",
            "The half-full buffer and all versions go; the lineage stays. To keep a version,"
                    + " export",
            "it first. The model id may be published again.",
            "",
            JobCommand.HELP,
            "",
            "Example:",
            "  ./ftte remove --model-id cifar --bootstrap-servers localhost:9092"
        })
public final class RemoveCommand extends ModelCommand {
    @Override
    public Integer call() throws IOException {
        AggregationConf conf = connected();
        List<ControlRecord> tombstones = new ArrayList<>();
        ControlTopic control = control(conf);
        control.requiredHead(modelId());
        for (ControlKey key : control.keys(modelId())) {
            tombstones.add(ControlRecord.tombstone(key));
        }
        writer(conf).write(modelId(), tombstones);
        out().printf(
                        "removed %s from %s, %,d records; the job refuses its updates from now"
                                + " on%n",
                        modelId(), conf.topics().control(), tombstones.size());
        return ExitCode.OK;
    }
}
