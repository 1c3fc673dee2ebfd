package io.ftte.cli;

import io.ftte.jobs.AggregationConf;
import io.ftte.topics.ControlTopic;
import io.ftte.topics.ControlWriter;
import java.io.IOException;
import picocli.CommandLine.Option;

/** A command about one registered model. */
abstract class ModelCommand extends JobCommand {
    @Option(
            names = "--model-id",
            required = true,
            paramLabel = "ID",
            description = "The model, as it is registered.")
    private String modelId;

    final String modelId() {
        return modelId;
    }

    /** What the control topic holds now. */
    final ControlTopic control(AggregationConf conf) throws IOException {
        return ControlTopic.read(conf.brokers(), conf.topics().control());
    }

    final ControlWriter writer(AggregationConf conf) {
        return new ControlWriter(conf.brokers(), conf.topics().control(), conf.jobName());
    }
}
