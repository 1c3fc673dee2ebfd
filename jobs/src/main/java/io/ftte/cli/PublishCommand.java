package io.ftte.cli;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.KafkaConnection;
import io.ftte.schemas.Plan;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Registers a model, so that devices can fetch and train it. */
@Command(
        name = "publish",
        description = "Register a model.",
        footer = {
            "",
            JobCommand.HELP,
            "",
            "Example:",
            "  ./ftte publish --model model.json --bootstrap-servers localhost:9092"
        })
final class PublishCommand extends JobCommand {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "The registration in JSON.")
    private Path model;

    @Override
    public Integer call() throws IOException {
        AggregationConf conf = conf();
        ModelDefinition definition = new ModelFile(model).read(LiveSettings.defaults());
        // Fails early and in one line where no broker answers.
        KafkaConnection.open(conf).close();
        boolean written = new ModelPublisher(conf).publish(definition);
        out().printf(
                        "%s %s on %s: %,d parameters, plans %s%n",
                        written ? "registered" : "already registered, equal:",
                        definition.head().getModelId(),
                        conf.topics().control(),
                        definition.parameters().length,
                        definition.head().getPlans().stream()
                                .map(Plan::getPlanId)
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")));
        return ExitCode.OK;
    }
}
