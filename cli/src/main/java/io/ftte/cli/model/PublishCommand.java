package io.ftte.cli.model;

import io.ftte.cli.frame.JobCommand;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.Plan;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
            "Examples:",
            "  ./ftte publish --model model.json --bootstrap-servers localhost:9092",
            "  ./ftte publish --model model.safetensors --settings settings.json \\",
            "    --bootstrap-servers localhost:9092"
        })
public final class PublishCommand extends JobCommand {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "The registration in JSON, or the parameters in .safetensors.")
    private Path model;

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description =
                    "For .safetensors: the registration in JSON without tensors and parameters.")
    private Optional<Path> settings;

    @Override
    public Integer call() throws IOException {
        AggregationConf conf = conf();
        ModelFile.checkKind(model);
        ModelDefinition definition =
                settings.isPresent() || ModelFile.isParametersOnly(model)
                        ? joined(conf)
                        : whole(conf);
        boolean written = new ModelPublisher(conf).publish(definition);
        out().printf(
                        "%s %s on %s: %,d parameters, plans %s, %s%n",
                        written ? "registered" : "already registered, equal:",
                        definition.head().getModelId(),
                        conf.topics().control(),
                        definition.parameters().length,
                        definition.head().getPlans().stream()
                                .map(Plan::getPlanId)
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")),
                        AggregationJson.text(definition.head().getAggregation()));
        return ExitCode.OK;
    }

    private ModelDefinition whole(AggregationConf conf) throws IOException {
        ModelDefinition definition = new ModelFile(model).read(LiveSettings.defaults());
        conf.brokers().probe();
        return definition;
    }

    private ModelDefinition joined(AggregationConf conf) throws IOException {
        if (settings.isEmpty()) {
            throw misused("A .safetensors file holds parameters only; add --settings FILE");
        }
        if (!ModelFile.isParametersOnly(model)) {
            throw misused("--settings belongs to a .safetensors file; omit it or correct --model");
        }
        SafetensorsRegistration registration =
                SafetensorsRegistration.read(model, settings.get(), LiveSettings.defaults());
        conf.brokers().probe();
        registration.notes().forEach(out()::println);
        return registration.definition(conf);
    }
}
