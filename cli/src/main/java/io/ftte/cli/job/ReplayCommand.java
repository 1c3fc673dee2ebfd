package io.ftte.cli.job;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.RangeOptions;
import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.ShareProgress;
import io.ftte.cli.frame.TemporaryDirectory;
import io.ftte.cli.model.ModelFile;
import io.ftte.cli.record.RecordedOptions;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.replay.Replay;
import io.ftte.jobs.replay.ReplayProgress;
import io.ftte.jobs.replay.ReplaySummary;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.client.JobExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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
            "What would other settings have given? (A larger buffer makes versions later than"
                    + " devices knew them: their updates are refused as FUTURE_VERSION.)",
            "  ./ftte replay --model model.json --updates updates.jsonl --out run \\",
            "    --set serverLearningRate=0.5 --set age.exponent=1",
            "Settings that changed at version 120 of the live model:",
            "  ./ftte replay --model model.json --updates updates.jsonl --out run \\",
            "    --set bufferSize=20@120",
            "The update topic of a running or finished job, with the models on its control topic"
                    + " and all changes of settings and plans on its topic of decisions:",
            "  ./ftte replay --updates ftte.updates --bootstrap-servers localhost:9092 --out run",
            "The same of a directory that record wrote, without any broker:",
            "  ./ftte replay --updates recording --out run",
            "The digests are those of the live job if the replay begins before the model's"
                    + " first update. One that begins later starts from the model file all the"
                    + " same: its versions count from 0, and updates based on later versions are"
                    + " refused as FUTURE_VERSION.",
            "From the middle on, with the state that the live job had there:",
            "  ./ftte replay --updates recording --from-savepoint file:///savepoints/savepoint-1"
                    + " \\",
            "    --out run",
            "",
            "With require-signatures it takes what the job refused as unauthorised from the"
                    + " topic of refusals: keys change beside the updates."
        })
public final class ReplayCommand extends JobCommand {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            description =
                    "A registration in JSON; repeat it for several models. Of a topic or a"
                            + " recording with its manifest, those that were registered.")
    private List<Path> models = new ArrayList<>();

    @Option(
            names = "--updates",
            required = true,
            paramLabel = "FILE|TOPIC",
            description =
                    "A directory that record wrote; a .jsonl file, which may be compressed by"
                            + " gzip, an .avro file or a directory of them (with --model); or a"
                            + " topic (with --bootstrap-servers).")
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

    @Mixin private RangeOptions range;

    @Option(
            names = "--from-savepoint",
            paramLabel = "PATH",
            description = {
                "Begin in the middle: with the state of this savepoint or retained checkpoint of"
                        + " the live job, where that stood on its topics. Digests are the live"
                        + " job's from there on.",
                "With --set, what would other settings have given from there on?"
            })
    private Optional<String> savepoint;

    @Option(
            names = "--tolerate",
            description = "Of files: go on behind what is damaged, instead of ending there.")
    private boolean tolerate;

    @Override
    public Integer call() throws Exception {
        Configuration options = RecordedOptions.under(options(), Path.of(updates));
        if (!Files.exists(Path.of(updates))) {
            options.set(AggregationOptions.UPDATES_TOPIC, updates);
        }
        AggregationConf conf = AggregationConf.of(options);
        ReplaySources sources =
                ReplaySources.of(
                        conf,
                        updates,
                        new TopicRange(range.from(), range.to(), range.fromOffsets()));
        if (savepoint.isPresent()) {
            if (parameters || !models.isEmpty()) {
                throw misused("--from-savepoint has the models: omit --model and --parameters");
            }
            sources = sources.from(savepoint.get());
        }
        if (tolerate && sources.path().isEmpty()) {
            throw misused("--tolerate belongs to files; omit it");
        }
        ShareProgress share = ShareProgress.of(out(), "replaying");
        ReplaySummary summary;
        // Beside the result: there is room for it, and /tmp may be memory.
        Files.createDirectories(out);
        try (TemporaryDirectory scratch = TemporaryDirectory.within(out, ".replay-");
                ReplayProgress progress = new ReplayProgress(share::at)) {
            ScheduledSettings settings = ScheduledSettings.parse(changes);
            List<ModelDefinition> definitions = definitions(sources, settings);
            Replay replay =
                    new Replay(
                            conf,
                            definitions,
                            savepoint.isPresent()
                                    ? settings.over(SettingsInForce.at(sources))
                                    : settings.later(definitions),
                            changes.isEmpty(),
                            sources.unauthorised(),
                            savepoint);
            summary =
                    replay.write(
                            sources.input(tolerate), scratch.path(), out, parameters, progress);
        } catch (JobExecutionException e) {
            throw new RunFailed("The replay", e);
        } finally {
            share.end();
        }
        report(summary);
        return damaged(summary.result().damages()) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private List<ModelDefinition> definitions(ReplaySources sources, ScheduledSettings settings)
            throws IOException {
        List<ModelDefinition> definitions = new ArrayList<>();
        if (!models.isEmpty()) {
            for (Path model : models) {
                definitions.add(new ModelFile(model).read(AggregationJson.defaults()));
            }
        } else if (sources.hasModels()) {
            definitions.addAll(sources.models());
        } else {
            throw misused("--model is missing: name the registration of the file's models");
        }
        definitions.replaceAll(settings::first);
        return definitions;
    }

    private boolean damaged(List<String> damages) {
        for (String damage : damages) {
            err().println(
                            "ftte: "
                                    + damage
                                    + (tolerate
                                            ? ": what lies behind it was used"
                                            : ": nothing behind it was used; --tolerate goes on"
                                                    + " there"));
        }
        return !damages.isEmpty();
    }

    private void report(ReplaySummary summary) {
        out().printf(
                        "%,d updates: %,d admitted (%,d late), %,d refused; %,d versions in %s%n",
                        summary.updates(),
                        summary.result().admitted(),
                        summary.result().late(),
                        summary.refused(),
                        summary.versions(),
                        out);
    }
}
