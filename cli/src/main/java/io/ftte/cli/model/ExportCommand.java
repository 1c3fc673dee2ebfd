package io.ftte.cli.model;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.ModelCommand;
import io.ftte.cli.frame.VersionConverter;
import io.ftte.devices.client.ModelVersion;
import io.ftte.encoding.ModelDigest;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.safetensors.SafetensorsFile;
import io.ftte.schemas.safetensors.TensorNames;
import io.ftte.topics.OptionsException;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Writes a published version to a file that PyTorch and NumPy read. */
@Command(
        name = "export",
        description = "Write a version of a model to a .safetensors file.",
        footer = {
            "",
            "The model topic is compacted: beside the newest version it holds only those that",
            "compaction has not removed yet.",
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte export --model-id cifar --out cifar.safetensors \\",
            "    --bootstrap-servers localhost:9092",
            "  ./ftte export --model-id cifar --version 120 --average --pytorch-names \\",
            "    --out cifar-120.safetensors --config job.yaml"
        })
public final class ExportCommand extends ModelCommand {
    @Option(
            names = "--version",
            defaultValue = VersionConverter.LATEST,
            converter = VersionConverter.class,
            paramLabel = "N|latest",
            description = "The version (${DEFAULT-VALUE}).")
    private OptionalLong version;

    @Option(
            names = "--average",
            description = "Write the averaged parameters, where the model keeps them.")
    private boolean average;

    @Option(
            names = "--pytorch-names",
            negatable = true,
            description =
                    "Write conv1.weight for conv1/kernel and conv1.bias for conv1/bias, or do not;"
                            + " by default as the parameters came.")
    private Optional<Boolean> pyTorchNames;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.safetensors",
            description = "Where to write; a file that is there is replaced.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        AggregationConf conf = connected();
        ModelRegistration head = control(conf).requiredHead(modelId());
        if (average && head.getAggregation().getAveragingDecay() == null) {
            throw new OptionsException(
                    modelId() + " keeps no average, its registration has none; omit --average");
        }
        ModelVersion found = find(conf);
        if (found.parameters().length != head.getParameterCount()) {
            throw new IOException(
                    "Version %d of %s has %d parameters, its registration %d; wait for the job"
                            .formatted(
                                    found.version(),
                                    modelId(),
                                    found.parameters().length,
                                    head.getParameterCount()));
        }
        write(found, head);
        out().printf(
                        "%s version %d%s: %,d parameters to %s%n",
                        modelId(),
                        found.version(),
                        average ? ", averaged" : "",
                        found.parameters().length,
                        out);
        return ExitCode.OK;
    }

    private ModelVersion find(AggregationConf conf) throws IOException {
        String topic = conf.topics().models();
        VersionSearch search =
                new VersionSearch(
                        modelId(), average ? ShardKind.AVERAGE : ShardKind.MODEL, version);
        try (TopicReader reader = TopicReader.fromBeginning(conf.brokers(), topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    search.add(record);
                }
            }
        }
        if (search.passedOver() > 0) {
            out().printf(
                            "passed over %d records of %s that cannot be read%n",
                            search.passedOver(), topic);
        }
        return search.found().orElseThrow(() -> new IOException(absent(conf, search)));
    }

    private String absent(AggregationConf conf, VersionSearch search) {
        String topic = conf.topics().models();
        NavigableSet<Long> available = search.available();
        if (available.isEmpty()) {
            return "No version of %s is on %s yet; %s"
                    .formatted(modelId(), topic, FirstVersionAdvice.of(conf));
        }
        return "Version %d of %s is not on %s, which keeps little but the newest; there are: %s"
                .formatted(
                        version.orElse(available.last()),
                        modelId(),
                        topic,
                        VersionRanges.text(available));
    }

    private void write(ModelVersion found, ModelRegistration head) throws IOException {
        List<Tensor> tensors = named(head);
        Map<String, String> metadata = aliases(head, tensors);
        metadata.put("modelId", modelId());
        metadata.put("version", Long.toString(found.version()));
        metadata.put("eventTime", Long.toString(found.eventTime()));
        metadata.put("parameters", average ? "average" : "raw");
        metadata.put("digest", ModelDigest.hex(ModelDigest.of(found.parameters())));
        if (Files.isDirectory(out)) {
            throw new OptionsException(out + " is a folder; name a file in it with --out");
        }
        try {
            SafetensorsFile.write(out, tensors, found.parameters(), metadata);
        } catch (FileSystemException e) {
            throw new IOException(
                    "%s cannot be written (%s); correct --out"
                            .formatted(out, e.getClass().getSimpleName()),
                    e);
        }
    }

    private List<Tensor> named(ModelRegistration head) {
        return pyTorchNames.orElse(head.getPyTorchNames())
                ? head.getTensors().stream()
                        .map(t -> new Tensor(TensorNames.pyTorch(t.getName()), t.getShape()))
                        .toList()
                : head.getTensors();
    }

    /**
     * Tied weights, as safetensors' {@code load_model} reads them, where their names are written.
     */
    private static Map<String, String> aliases(ModelRegistration head, List<Tensor> tensors) {
        Set<String> names = tensors.stream().map(Tensor::getName).collect(Collectors.toSet());
        Map<String, String> aliases = new LinkedHashMap<>();
        new TreeMap<>(head.getAliases())
                .forEach(
                        (alias, name) -> {
                            if (names.contains(name)) {
                                aliases.put(alias, name);
                            }
                        });
        return aliases;
    }
}
