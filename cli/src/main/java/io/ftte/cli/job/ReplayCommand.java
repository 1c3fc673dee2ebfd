package io.ftte.cli.job;

import io.ftte.cli.frame.InstantConverter;
import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.TemporaryDirectory;
import io.ftte.cli.model.ModelFile;
import io.ftte.jobs.live.RegisteredModels;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.replay.Replay;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.client.JobExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * Runs recorded updates through the job, bounded: the same input gives the same model, bit for bit.
 */
@Command(
        name = "replay",
        description = "Run recorded updates through the job and write what comes out.",
        footer = {
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte replay --model model.json --updates updates.jsonl --out run",
            "What would a larger buffer have given?",
            "  ./ftte replay --model model.json --updates updates.jsonl --out run \\",
            "    --set bufferSize=20 --set age.exponent=1",
            "Settings that changed at version 120 of the live model:",
            "  ./ftte replay --model model.json --updates updates.jsonl --out run \\",
            "    --set bufferSize=20@120",
            "The update topic of a running or finished job, with the models on its control topic"
                    + " and all changes of settings and plans on its topic of decisions:",
            "  ./ftte replay --updates ftte.updates --bootstrap-servers localhost:9092 --out run",
            "The digests are those of the live job if the replay begins before the model's"
                    + " first update. One that begins later starts from the model file all the"
                    + " same: its versions count from 0, and updates based on later versions are"
                    + " refused as FUTURE_VERSION.",
            "",
            "With require-signatures it takes what the job refused as unauthorised from the"
                    + " topic of refusals: keys change beside the updates."
        })
public final class ReplayCommand extends JobCommand {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            description =
                    "A registration in JSON; repeat it for several models. Of a topic, those on the"
                            + " control topic by default.")
    private List<Path> models = new ArrayList<>();

    @Option(
            names = "--updates",
            required = true,
            paramLabel = "FILE|TOPIC",
            description =
                    "A .jsonl file, which may be compressed by gzip, an .avro recording or a"
                            + " directory of them, or a topic (with --bootstrap-servers).")
    private String updates;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description =
                    "Where versions.jsonl, lineage.jsonl, rejected.jsonl and summary.json go.")
    private Path out;

    @Option(names = "--parameters", description = "Write the numbers of every version, too.")
    private boolean parameters;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE[@VERSION]",
            description =
                    "Change an aggregation setting of every model, from the start or from the"
                            + " version on, in place of what was configured while the topic was"
                            + " written; repeatable.")
    private List<String> changes = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Of a topic: begin at this time, such as 2026-03-01T06:00:00Z, or in ms.")
    private Optional<Instant> from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Of a topic: end before this time.")
    private Optional<Instant> to;

    @Option(
            names = "--from-offsets",
            split = ",",
            paramLabel = "PARTITION=OFFSET",
            description =
                    "Of a topic: begin at these offsets, such as 0=120,1=90; other partitions at"
                            + " their beginning.")
    private Map<Integer, Long> fromOffsets = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        Configuration options = options();
        boolean isFile = Files.exists(Path.of(updates));
        if (!isFile) {
            options.set(AggregationOptions.UPDATES_TOPIC, updates);
        }
        AggregationConf conf = AggregationConf.of(options);
        if (!isFile && conf.bootstrapServers().isEmpty()) {
            throw new OptionsException(
                    "There is no file "
                            + updates
                            + ": correct --updates, or name the brokers of the topic with"
                            + " --bootstrap-servers");
        }
        TopicRange range = new TopicRange(from, to, fromOffsets);
        if (isFile && !range.equals(TopicRange.WHOLE)) {
            throw misused("--from, --to and --from-offsets belong to a topic; omit them");
        }
        try (TemporaryDirectory scratch = TemporaryDirectory.create("ftte-replay-")) {
            ScheduledSettings settings = ScheduledSettings.parse(changes);
            List<ModelDefinition> definitions = definitions(conf, isFile, settings);
            Replay replay =
                    new Replay(
                            conf,
                            definitions,
                            settings.later(definitions),
                            changes.isEmpty(),
                            range,
                            conf.requireSignatures() ? UnauthorisedUpdates.read(conf) : Set.of(),
                            parameters);
            report(
                    isFile
                            ? replay.file(Path.of(updates), scratch.path(), out)
                            : replay.topic(scratch.path(), out));
        } catch (JobExecutionException e) {
            throw new RunFailed("The replay", e);
        }
        return ExitCode.OK;
    }

    private List<ModelDefinition> definitions(
            AggregationConf conf, boolean isFile, ScheduledSettings settings) throws IOException {
        if (models.isEmpty()) {
            if (isFile) {
                throw misused("--model is missing: name the registration of the file's models");
            }
            return RegisteredModels.read(conf.brokers(), conf.topics().control()).stream()
                    .map(settings::first)
                    .toList();
        }
        List<ModelDefinition> definitions = new ArrayList<>();
        for (Path model : models) {
            definitions.add(settings.first(new ModelFile(model).read(AggregationJson.defaults())));
        }
        return definitions;
    }

    private void report(ReplayResult result) {
        out().printf(
                        "%,d updates: %,d admitted (%,d late), %,d refused; %,d versions in %s%n",
                        result.updates(),
                        result.admitted(),
                        result.late(),
                        result.rejections().size(),
                        result.lineage().size(),
                        out);
    }
}
