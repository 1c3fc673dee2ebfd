package io.ftte.cli.frame;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.topics.ControlTopic;
import io.ftte.topics.ControlWriter;
import java.io.IOException;
import picocli.CommandLine.Option;

/** A command about one registered model. */
public abstract class ModelCommand extends JobCommand {
    @Option(
            names = "--model-id",
            required = true,
            paramLabel = "ID",
            description = "The model, as it is registered.")
    private String modelId;

    protected final String modelId() {
        return modelId;
    }

    /** What the control topic holds now. */
    protected final ControlTopic control(AggregationConf conf) throws IOException {
        return ControlTopic.read(conf.brokers(), conf.topics().control());
    }

    protected final ControlWriter writer(AggregationConf conf) {
        return new ControlWriter(conf.brokers(), conf.topics().control(), conf.jobName());
    }
}
