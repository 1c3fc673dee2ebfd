package io.ftte.cli.model;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.ModelCommand;
import io.ftte.devices.client.ModelVersion;
import io.ftte.encoding.ModelDigest;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.TopicReader;
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
public final class RepublishCommand extends ModelCommand {
    private static final Duration POLL = Duration.ofMillis(500);

    @Option(
            names = "--timeout",
            defaultValue = "60s",
            paramLabel = "DURATION",
            description = "How long to wait for the job (${DEFAULT-VALUE}).")
    private Duration timeout;

    @Override
    public Integer call() throws IOException {
        AggregationConf conf = connected();
        control(conf).requiredHead(modelId());
        ModelVersion version = republished(conf);
        out().printf(
                        "%s version %d is on %s again: %,d parameters, plans %s, digest %s%n",
                        modelId(),
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
        VersionSearch search = new VersionSearch(modelId(), ShardKind.MODEL, OptionalLong.empty());
        try (TopicReader models = TopicReader.fromEnd(conf.brokers(), conf.topics().models())) {
            ControlKey key = ControlKey.republish(modelId());
            // The tombstone behind it lets compaction remove both.
            writer(conf)
                    .write(
                            modelId(),
                            List.of(
                                    new ControlRecord(
                                            key,
                                            RecordCodec.encode(new RepublishRequest(modelId()))),
                                    ControlRecord.tombstone(key)));
            long start = System.nanoTime();
            while (search.found().isEmpty()) {
                if (System.nanoTime() - start > timeout.toNanos()) {
                    throw new IOException(
                            "No job has published %s within %d s; see that it runs and repeat this"
                                    .formatted(modelId(), timeout.toSeconds()));
                }
                for (ConsumerRecord<byte[], byte[]> record : models.poll(POLL)) {
                    search.add(record);
                }
            }
        }
        return search.found().orElseThrow();
    }
}
