package io.ftte.cli.verify;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.ShareProgress;
import io.ftte.cli.frame.TemporaryDirectory;
import io.ftte.cli.job.ReplaySources;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.replay.Replay;
import io.ftte.jobs.replay.ReplayProgress;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.TopicNames;
import io.ftte.topics.recording.FileCheck;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            "  ./ftte verify --updates ftte.updates --bootstrap-servers localhost:9092"
        })
public final class VerifyCommand extends JobCommand {
    @Option(
            names = "--updates",
            required = true,
            paramLabel = "DIR|TOPIC",
            description =
                    "A directory that record wrote, or the update topic (with"
                            + " --bootstrap-servers).")
    private String updates;

    @Override
    public Integer call() throws Exception {
        long begun = System.nanoTime();
        Configuration options = options();
        Path path = Path.of(updates);
        if (!Files.exists(path)) {
            options.set(AggregationOptions.UPDATES_TOPIC, updates);
        } else if (!Manifest.isIn(path)) {
            throw misused(
                    updates + " is no recording: name a directory that record wrote, or a topic");
        }
        AggregationConf conf = AggregationConf.of(options);
        ReplaySources sources = ReplaySources.of(conf, updates, TopicRange.WHOLE);
        Findings findings = new Findings();
        List<FileCheck.Fault> faults =
                sources.path().isPresent() ? faults(path, findings) : List.of();
        List<FileCheck.Fault> inputs =
                faults.stream().filter(fault -> isInput(fault, path)).toList();
        PublishedRecords records =
                sources.path().isPresent() ? PublishedRecords.in(path) : PublishedRecords.on(conf);
        String verdict = "";
        if (inputs.isEmpty()) {
            verdict = recompute(conf, sources, records, findings);
        } else {
            PublishedLineage lineage = PublishedLineage.read(records, List.of(), new Findings());
            for (FileCheck.Fault fault : inputs) {
                touched(fault, lineage, findings);
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

    private static List<FileCheck.Fault> faults(Path directory, Findings findings)
            throws IOException {
        List<FileCheck.Fault> faults = FileCheck.run(directory, Manifest.read(directory));
        faults.forEach(fault -> findings.add(fault.text()));
        return faults;
    }

    /** Without these nothing can be recomputed; a byte that differs shows in the versions. */
    private static boolean isInput(FileCheck.Fault fault, Path directory) {
        try {
            TopicNames topics = Manifest.read(directory).topics();
            return fault.structural()
                    && Set.of(topics.updates(), topics.control(), topics.decisions())
                            .contains(fault.segment().topic());
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
            PublishedRecords records,
            Findings findings)
            throws Exception {
        List<ModelDefinition> models = sources.models();
        // Before the updates are read to their end: what made these versions is among them.
        PublishedLineage lineage = PublishedLineage.read(records, models, findings);
        ShardComparison shards = ShardComparison.read(records, findings);
        ShareProgress share = ShareProgress.of(out(), "recomputing");
        try (TemporaryDirectory scratch = TemporaryDirectory.create("ftte-verify-");
                ReplayProgress progress = new ReplayProgress(share::at)) {
            ReplayResult result =
                    new Replay(
                                    conf,
                                    models,
                                    List.of(),
                                    true,
                                    sources.unauthorised(),
                                    Optional.empty())
                            .run(sources.input(false), scratch.path(), true, progress);
            share.end();
            result.damages().forEach(findings::add);
            VersionComparison versions =
                    new VersionComparison(lineage, sealed(conf, sources.path()), findings);
            versions.run(result);
            shards.run(result);
            return verdict(versions, shards, models);
        } catch (JobExecutionException e) {
            throw new RunFailed("The verification", e);
        } finally {
            share.end();
        }
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
