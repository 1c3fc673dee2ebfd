package io.ftte.cli;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.KafkaConnection;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

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
final class RemoveCommand extends JobCommand {
    private static final byte[] TOMBSTONE = {};

    @Option(
            names = "--model-id",
            required = true,
            paramLabel = "ID",
            description = "The model, as it is registered.")
    private String modelId;

    @Override
    public Integer call() throws IOException {
        AggregationConf conf = conf();
        KafkaConnection.open(conf).close();
        List<ModelDefinition.Entry> tombstones = new ArrayList<>();
        for (String key : ControlRecords.read(conf, modelId).keys()) {
            tombstones.add(new ModelDefinition.Entry(key, TOMBSTONE));
        }
        ControlWriter.write(conf, modelId, tombstones);
        out().printf(
                        "removed %s from %s, %,d records; the job refuses its updates from now"
                                + " on%n",
                        modelId, conf.topics().control(), tombstones.size());
        return ExitCode.OK;
    }
}
