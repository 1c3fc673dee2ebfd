package io.ftte.cli.verify;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.ShareProgress;
import io.ftte.cli.frame.TemporaryDirectory;
import io.ftte.cli.job.ReplaySources;
import io.ftte.cli.model.ModelFile;
import io.ftte.cli.record.RecordedOptions;
import io.ftte.cli.record.TopicRecords;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.replay.Replay;
import io.ftte.jobs.replay.ReplayProgress;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.TopicNames;
import io.ftte.topics.recording.FileCheck;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.client.JobExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Recomputes what was published from what was recorded. */
@Command(
        name = "verify",
        description = {
            "Recompute every version from the recorded updates, and hold it against what was"
                    + " published: digests, contributions, weights, the chain of the lineage and"
                    + " the shards. Of a directory, whether its files are those that were recorded"
                    + " as well.",
            "Exit code 0 where all is as it should be; 1 where it is not, with a line for each"
                    + " finding: the file, partition and offset, or the first version that differs."
        },
        footer = {
            "",
            "What the record cannot decide is no finding and is counted: versions later than its"
                    + " updates, and recomputed versions whose lineage nobody had published yet.",
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "A directory that record wrote, without any broker:",
            "  ./ftte verify --updates recording",
            "The topics of a running or stopped job:",
            "  ./ftte verify --updates ftte.updates --bootstrap-servers localhost:9092",
            "A recording of a simulation:",
            "  ./ftte verify --updates run.avro --model run.model.json --versions"
                    + " run.versions.jsonl"
        })
public final class VerifyCommand extends JobCommand {
    @Option(
            names = "--updates",
            required = true,
            paramLabel = "DIR|FILE|TOPIC",
            description =
                    "A directory that record wrote, a file as replay takes it (with --model), or"
                            + " the update topic (with --bootstrap-servers).")
    private String updates;

    @Option(
            names = "--lineage",
            paramLabel = "DIR|TOPIC",
            description =
                    "Where the lineage and the shards are, if not beside the updates: a directory"
                            + " that record wrote, or the lineage topic.")
    private Optional<String> lineage;

    @Option(
            names = "--versions",
            paramLabel = "FILE",
            description =
                    "Hold the digests against those in this versions.jsonl, instead of a"
                            + " lineage.")
    private Optional<Path> versions;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "A registration in JSON, where the updates are a file; repeatable.")
    private List<Path> models = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        long begun = System.nanoTime();
        Path path = Path.of(updates);
        Configuration options = RecordedOptions.under(options(), path);
        if (!Files.exists(path)) {
            options.set(AggregationOptions.UPDATES_TOPIC, updates);
        }
        if (lineage.isPresent() && versions.isPresent()) {
            throw misused("give one of --lineage and --versions");
        }
        lineage.filter(name -> !Files.exists(Path.of(name)))
                .ifPresent(name -> options.set(AggregationOptions.LINEAGE_TOPIC, name));
        AggregationConf conf = AggregationConf.of(options);
        ReplaySources sources = ReplaySources.of(conf, updates, TopicRange.WHOLE);
        if (sources.hasModels() == !models.isEmpty()) {
            throw misused(
                    sources.hasModels()
                            ? "the models are known: omit --model"
                            : "--model is missing: name the registration of the file's models");
        }
        Findings findings = new Findings();
        Optional<Path> recording = sources.path().filter(Manifest::isIn);
        List<FileCheck.Fault> faults = recording.isPresent() ? faults(path, findings) : List.of();
        List<FileCheck.Fault> inputs =
                faults.stream().filter(fault -> isInput(fault, path)).toList();
        String verdict = "";
        if (inputs.isEmpty()) {
            verdict = recompute(conf, sources, recording, findings);
        } else {
            PublishedLineage known =
                    PublishedLineage.read(records(conf, recording), List.of(), new Findings());
            for (FileCheck.Fault fault : inputs) {
                if (fault.segment().topic().equals(Manifest.read(path).topics().updates())) {
                    touched(fault, known, findings);
                }
            }
            findings.add("the versions were not recomputed: restore these files first");
        }
        for (String finding : findings.lines()) {
            err().println("ftte: " + finding);
        }
        if (!findings.isEmpty()) {
            return ExitCode.SOFTWARE;
        }
        out().printf("%s, in %.1f s%n", verdict, (System.nanoTime() - begun) / 1e9);
        return ExitCode.OK;
    }

    /** Where the lineage is. */
    private TopicRecords records(AggregationConf conf, Optional<Path> recording)
            throws IOException {
        Optional<Path> directory =
                lineage.isPresent() ? lineage.map(Path::of).filter(Files::exists) : recording;
        if (directory.isPresent()) {
            return TopicRecords.in(directory.get());
        }
        if (conf.bootstrapServers().isEmpty()) {
            throw misused(
                    "what was published is not beside "
                            + updates
                            + ": name it with --lineage or --versions");
        }
        return TopicRecords.on(conf);
    }

    private static List<FileCheck.Fault> faults(Path directory, Findings findings)
            throws IOException {
        List<FileCheck.Fault> faults = FileCheck.run(directory, Manifest.read(directory));
        faults.forEach(fault -> findings.add(fault.text()));
        return faults;
    }

    /** Without these nothing can be recomputed; a byte that differs shows in the versions. */
    private static boolean isInput(FileCheck.Fault fault, Path directory) {
        try {
            Manifest manifest = Manifest.read(directory);
            TopicNames topics = manifest.topics();
            String topic = fault.segment().topic();
            return fault.structural()
                    && (Set.of(topics.updates(), topics.control(), topics.decisions())
                                    .contains(topic)
                            || manifest.sums().equals(Optional.of(topic)));
        } catch (IOException e) {
            throw new IllegalStateException("it was read a moment ago", e);
        }
    }

    private static void touched(FileCheck.Fault fault, PublishedLineage lineage, Findings findings)
            throws IOException {
        lineage.firstFrom(fault.segment().partition(), fault.offset())
                .ifPresent(
                        version ->
                                findings.add(
                                        "%s is the first that updates from there on went into"
                                                .formatted(version)));
    }

    private String recompute(
            AggregationConf conf,
            ReplaySources sources,
            Optional<Path> recording,
            Findings findings)
            throws Exception {
        List<ModelDefinition> definitions = definitions(sources);
        Optional<VersionsFile> digests = Optional.empty();
        Optional<PublishedLineage> known = Optional.empty();
        Optional<ShardComparison> shards = Optional.empty();
        if (versions.isPresent()) {
            digests = Optional.of(VersionsFile.read(versions.get()));
        } else {
            // Before the updates are read to their end: what made these versions is among them.
            TopicRecords records = records(conf, recording);
            known = Optional.of(PublishedLineage.read(records, definitions, findings));
            shards = Optional.of(ShardComparison.read(records, findings));
        }
        ShareProgress share = ShareProgress.of(out(), "recomputing");
        try (TemporaryDirectory scratch = TemporaryDirectory.create("ftte-verify-");
                ReplayProgress progress = new ReplayProgress(share::at)) {
            ReplayResult result =
                    new Replay(
                                    conf,
                                    definitions,
                                    List.of(),
                                    true,
                                    sources.unauthorised(),
                                    Optional.empty())
                            .run(
                                    sources.input(false),
                                    scratch.path(),
                                    shards.isPresent(),
                                    progress);
            share.end();
            result.damages().forEach(findings::add);
            if (digests.isPresent()) {
                return "%,d versions have the digests of %s"
                        .formatted(digests.get().compare(result, findings), versions.get());
            }
            VersionComparison comparison =
                    new VersionComparison(known.orElseThrow(), sealed(conf, recording), findings);
            comparison.run(result);
            shards.orElseThrow().run(result);
            return verdict(comparison, shards.orElseThrow(), definitions);
        } catch (JobExecutionException e) {
            throw new RunFailed("The verification", e);
        } finally {
            share.end();
        }
    }

    private List<ModelDefinition> definitions(ReplaySources sources) throws IOException {
        if (sources.hasModels()) {
            return sources.models();
        }
        List<ModelDefinition> definitions = new ArrayList<>();
        for (Path model : models) {
            definitions.add(new ModelFile(model).read(AggregationJson.defaults()));
        }
        return definitions;
    }

    private static String verdict(
            VersionComparison versions, ShardComparison shards, List<ModelDefinition> models) {
        StringBuilder said = new StringBuilder();
        said.append(
                "%,d versions of %,d models are what was published, and %,d shards of them"
                        .formatted(versions.equal(), models.size(), shards.equal()));
        if (versions.unpublished() > 0) {
            said.append(
                    "; %,d more follow from the updates and are not in the lineage (yet)"
                            .formatted(versions.unpublished()));
        }
        if (versions.beyond() > 0) {
            said.append(
                    "; %,d that were published lie behind the updates recorded"
                            .formatted(versions.beyond()));
        }
        return said.toString();
    }

    /**
     * Up to which event time the record decides versions: every partition has told that its later
     * records come later.
     */
    private static long sealed(AggregationConf conf, Optional<Path> directory) throws IOException {
        if (directory.isEmpty()) {
            return Long.MAX_VALUE;
        }
        Manifest manifest = Manifest.read(directory.get());
        String updates = manifest.topics().updates();
        boolean ticks = manifest.segments(updates).stream().anyMatch(s -> s.ticks() > 0);
        long slowest =
                IntStream.range(0, manifest.partitions().get(updates))
                        .mapToLong(
                                partition ->
                                        manifest.segments(updates, partition).stream()
                                                .mapToLong(segment -> time(segment, ticks))
                                                .max()
                                                .orElse(Long.MIN_VALUE))
                        .min()
                        .orElse(Long.MIN_VALUE);
        return slowest == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : slowest - conf.outOfOrderness().toMillis() - 1;
    }

    private static long time(Segment segment, boolean ticks) {
        return ticks ? segment.lastTick().orElse(Long.MIN_VALUE) : segment.lastTime();
    }
}
