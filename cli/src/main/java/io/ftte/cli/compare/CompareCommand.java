package io.ftte.cli.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.cli.compare.Comparison.Outcome;
import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.ShareProgress;
import io.ftte.cli.frame.TemporaryDirectory;
import io.ftte.cli.job.ReplaySources;
import io.ftte.cli.record.RecordedOptions;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.replay.Replay;
import io.ftte.jobs.replay.ReplayProgress;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.OptionsException;
import io.ftte.topics.recording.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.runtime.client.JobExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Replays one recording under several settings, and shows what came of each on one page. */
@Command(
        name = "compare",
        description =
                "Replay a recording as it was and under other settings, and show them side by side"
                        + " on one page that needs no network.",
        footer = {
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "Would a steeper age factor have done better, or another rate? Each --set is a"
                    + " variant:",
            "  ./ftte compare --of recording --set age.exponent=1 \\",
            "    --set serverLearningRate=0.5",
            "Both at once, and the same from version 120 on:",
            "  ./ftte compare --of recording --set age.exponent=1,serverLearningRate=0.5 \\",
            "    --set age.exponent=1@120,serverLearningRate=0.5@120",
            "With curves of the accuracy on held-out data:",
            "  ./ftte compare --of recording --set preset=fedbuff --data digits \\",
            "    --out fedbuff.html",
            "",
            "It is an approximation: the updates are those that devices trained on the versions of"
                + " the recorded run, and they name these by number. With another bufferSize the"
                + " numbers mean other versions: where there are more of them, staleness comes out"
                + " too large; where there are fewer, updates of those that are not there yet are"
                + " refused as FUTURE_VERSION, which may be nearly all.",
            "As in a replay with --set, a variant begins with the registration's settings, in place"
                    + " of what was configured while the record was made."
        })
public final class CompareCommand extends JobCommand {
    @Option(
            names = "--of",
            required = true,
            paramLabel = "DIR",
            description = "A directory that record wrote.")
    private Path of;

    @Option(
            names = "--set",
            required = true,
            paramLabel = "KEY=VALUE[@VERSION][,…]",
            description =
                    "A variant: aggregation settings in place of those that were, from the start"
                            + " or from the version on; repeat it for more variants.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--model-id",
            paramLabel = "ID",
            description = "The model that is compared, where several were recorded.")
    private Optional<String> modelId;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Measure versions on the test part of this data: digits, or a directory of IDX"
                            + " files. The model needs an architecture.")
    private Optional<String> data;

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            defaultValue = "compare.html",
            description =
                    "Where the page goes (${DEFAULT-VALUE}). Until it is written, the versions of"
                            + " all variants lie beside it.")
    private Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write its numbers as well.")
    private Optional<Path> json;

    @Override
    public Integer call() throws Exception {
        if (!Manifest.isIn(of)) {
            throw new OptionsException(of + " is no recording: name a directory that record wrote");
        }
        AggregationConf conf = AggregationConf.of(RecordedOptions.under(options(), of));
        ReplaySources sources = ReplaySources.of(conf, of.toString(), TopicRange.WHOLE);
        List<ModelDefinition> models = sources.models();
        ModelDefinition model = compared(models);
        List<Variant> variants = variants(models, model.head().getModelId());
        Optional<HeldOutData> heldOut = data.map(name -> HeldOutData.open(name, model.head()));
        Path directory = directoryOf(out);
        if (json.isPresent()) {
            directoryOf(json.get());
        }
        Set<Long> unauthorised = sources.unauthorised();
        Comparison comparison;
        try (TemporaryDirectory scratch = TemporaryDirectory.within(directory, ".compare-")) {
            List<Replayed> replays = new ArrayList<>();
            for (Variant variant : variants) {
                ReplayResult result =
                        replay(
                                variant.replay(conf, unauthorised),
                                variant.name(),
                                sources,
                                scratch.path());
                replays.add(Replayed.of(variant.name(), model.head().getModelId(), result));
            }
            comparison = compare(Outcomes.of(model, replays, heldOut), replays);
        }
        ObjectNode numbers = ComparisonJson.of(comparison);
        Files.writeString(out, ComparisonPage.of(numbers));
        if (json.isPresent()) {
            Files.write(
                    json.get(),
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(numbers));
        }
        ComparisonText.print(comparison, out());
        out().println(out);
        for (String damage : comparison.damages()) {
            err().println("ftte: " + damage + ": nothing behind it was used");
        }
        return comparison.damages().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Where a file will lie; better to know before hours of replays that it cannot. */
    private Path directoryOf(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw misused(file + " is a directory: name a file in it");
        }
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        return directory;
    }

    private ModelDefinition compared(List<ModelDefinition> models) {
        List<String> ids = models.stream().map(model -> model.head().getModelId()).toList();
        if (modelId.isEmpty() && ids.size() > 1) {
            throw misused("name one with --model-id: " + String.join(", ", ids));
        }
        String id = modelId.orElse(ids.get(0));
        if (!ids.contains(id)) {
            throw misused(
                    "No model %s is registered in %s, but %s: correct --model-id"
                            .formatted(id, of, String.join(", ", ids)));
        }
        return models.get(ids.indexOf(id));
    }

    private List<Variant> variants(List<ModelDefinition> models, String id) {
        List<Variant> variants = new ArrayList<>();
        variants.add(Variant.asRecorded(models));
        Set<String> names = new HashSet<>();
        for (String set : sets) {
            if (!names.add(set)) {
                throw misused("--set " + set + " is there twice: leave one out");
            }
            variants.add(Variant.of(set, models, id));
        }
        return variants;
    }

    private ReplayResult replay(Replay replay, String name, ReplaySources sources, Path scratch)
            throws Exception {
        ShareProgress share = ShareProgress.of(out(), "replaying " + name);
        try (ReplayProgress progress = new ReplayProgress(share::at)) {
            return replay.run(
                    sources.input(false),
                    Files.createTempDirectory(scratch, "variant-"),
                    true,
                    progress);
        } catch (JobExecutionException e) {
            throw new RunFailed("The replay of " + name, e);
        } finally {
            share.end();
        }
    }

    private Comparison compare(Outcomes outcomes, List<Replayed> replays) throws IOException {
        List<Outcome> all = new ArrayList<>();
        for (Replayed replay : replays) {
            ShareProgress share = ShareProgress.of(out(), "measuring " + replay.name());
            try {
                all.add(outcomes.of(replay, share::at));
            } finally {
                share.end();
            }
        }
        return new Comparison(
                outcomes.model().head().getModelId(),
                of.toString(),
                outcomes.timeline(),
                all,
                outcomes.heldOut()
                        .map(held -> "%s, %,d examples".formatted(data.get(), held.examples())),
                outcomes.recorded().result().damages());
    }
}
