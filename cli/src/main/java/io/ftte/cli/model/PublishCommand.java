package io.ftte.cli.model;

import io.ftte.cli.frame.JobCommand;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.Plan;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Registers models, so that devices can fetch and train them. */
@Command(
        name = "publish",
        description = "Register models; of several, all or none.",
        footer = {
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte publish --model model.json --bootstrap-servers localhost:9092",
            "  ./ftte publish --model de.json --model fr.json \\",
            "    --bootstrap-servers localhost:9092",
            "  ./ftte publish --model model.safetensors --settings settings.json \\",
            "    --bootstrap-servers localhost:9092"
        })
public final class PublishCommand extends JobCommand {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description =
                    "The registration in JSON, once for each model, or the parameters of one in"
                            + " .safetensors.")
    private List<Path> models = List.of();

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description =
                    "For .safetensors: the registration in JSON without tensors and parameters.")
    private Optional<Path> settings;

    @Override
    public Integer call() throws IOException {
        AggregationConf conf = conf();
        models.forEach(ModelFile::checkKind);
        List<ModelDefinition> definitions =
                settings.isPresent() || models.stream().anyMatch(ModelFile::isParametersOnly)
                        ? List.of(joined(conf))
                        : whole(conf);
        List<String> written = new ModelPublisher(conf).publish(definitions);
        for (ModelDefinition definition : definitions) {
            String id = definition.head().getModelId();
            out().printf(
                            "%s %s on %s: %,d parameters, plans %s, %s%n",
                            written.contains(id) ? "registered" : "already registered, equal:",
                            id,
                            conf.topics().control(),
                            definition.parameters().length,
                            definition.head().getPlans().stream()
                                    .map(Plan::getPlanId)
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")),
                            AggregationJson.text(definition.head().getAggregation()));
        }
        return ExitCode.OK;
    }

    private List<ModelDefinition> whole(AggregationConf conf) throws IOException {
        Map<String, Path> files = new HashMap<>();
        List<ModelDefinition> definitions = new ArrayList<>();
        for (Path file : models) {
            ModelDefinition definition = new ModelFile(file).read(LiveSettings.defaults());
            String id = definition.head().getModelId();
            Path other = files.put(id, file);
            if (other != null) {
                throw misused(
                        "%s and %s are both of model %s; change modelId in one"
                                .formatted(other, file, id));
            }
            definitions.add(definition);
        }
        conf.brokers().probe();
        return definitions;
    }

    private ModelDefinition joined(AggregationConf conf) throws IOException {
        if (settings.isEmpty()) {
            throw misused("A .safetensors file holds parameters only; add --settings FILE");
        }
        if (models.size() > 1) {
            throw misused("--settings belongs to one .safetensors file; give one --model");
        }
        Path model = models.get(0);
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
