package io.ftte.cli;

import io.ftte.devices.ModelVersion;
import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.KafkaConnection;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ModelDigest;
import io.ftte.schemas.wire.RecordCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Has the running job publish a model once more, and says which versions are lost. */
@Command(
        name = "republish",
        description = "Publish a model's current version again, after output was lost.",
        footer = {
            "",
            "For an outage longer than transaction-timeout, whose output the brokers have thrown",
            "away. The job must run again: it publishes all parameters of the version that it",
            "is at, and the plans. Nothing else changes.",
            "",
            JobCommand.HELP,
            "",
            "Example:",
            "  ./ftte republish --model-id cifar --bootstrap-servers localhost:9092"
        })
final class RepublishCommand extends JobCommand {
    private static final Duration POLL = Duration.ofMillis(500);

    @Option(
            names = "--model-id",
            required = true,
            paramLabel = "ID",
            description = "The model, as it is registered.")
    private String modelId;

    @Option(
            names = "--timeout",
            defaultValue = "60s",
            paramLabel = "DURATION",
            description = "How long to wait for the job (${DEFAULT-VALUE}).")
    private Duration timeout;

    @Override
    public Integer call() throws IOException {
        AggregationConf conf = conf();
        KafkaConnection.open(conf).close();
        Registrations.read(conf).required(modelId);
        ModelVersion version = republished(conf);
        out().printf(
                        "%s version %d is on %s again: %,d parameters, plans %s, digest %s%n",
                        modelId,
                        version.version(),
                        conf.topics().models(),
                        version.parameters().length,
                        version.planIds().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")),
                        ModelDigest.hex(ModelDigest.of(version.parameters())));
        NavigableSet<Long> missing = LineageGaps.upTo(version, conf);
        out().println(
                        missing.isEmpty()
                                ? conf.topics().lineage() + " lacks no version up to it"
                                : "%s lacks version %s; ./ftte replay tells what was in there"
                                        .formatted(
                                                conf.topics().lineage(),
                                                VersionRanges.text(missing)));
        return ExitCode.OK;
    }

    private ModelVersion republished(AggregationConf conf) throws IOException {
        VersionSearch search = new VersionSearch(modelId, ShardKind.MODEL, OptionalLong.empty());
        try (TopicReader models = TopicReader.fromEnd(conf, conf.topics().models())) {
            String key = modelId + "/republish";
            // The tombstone behind it lets compaction remove both.
            ControlWriter.write(
                    conf,
                    modelId,
                    List.of(
                            new ModelDefinition.Entry(
                                    key, RecordCodec.encode(new RepublishRequest(modelId))),
                            new ModelDefinition.Entry(key, new byte[0])));
            long start = System.nanoTime();
            while (search.found().isEmpty()) {
                if (System.nanoTime() - start > timeout.toNanos()) {
                    throw new IOException(
                            "No job has published %s within %d s; see that it runs and repeat this"
                                    .formatted(modelId, timeout.toSeconds()));
                }
                for (ConsumerRecord<byte[], byte[]> record : models.poll(POLL)) {
                    search.add(record);
                }
            }
        }
        return search.found().orElseThrow();
    }
}
