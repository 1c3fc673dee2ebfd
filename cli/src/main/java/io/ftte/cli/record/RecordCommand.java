package io.ftte.cli.record;

import io.ftte.cli.frame.BytesConverter;
import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.RangeOptions;
import io.ftte.cli.frame.ShareProgress;
import io.ftte.cli.frame.StopSignal;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.RecordedRange;
import io.ftte.topics.recording.Recorder;
import io.ftte.topics.recording.Segment;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps topics in files. */
@Command(
        name = "record",
        description = {
            "Record the update topic, and whatever else a model came from, into a directory.",
            "It holds Avro container files (RecordedRecord, compressed by Snappy), a directory for"
                    + " each topic, and manifest.json, which says what lies where: replay, verify"
                    + " and inspect need nothing else but keys."
        },
        footer = {
            "",
            "Give the options that the job has (--config): those that decide which updates count"
                    + " go into the manifest, and replay and verify take them from there.",
            "Registrations, changes, refusals, lineage and published versions are recorded whole,"
                    + " whatever the range; so are a helper's sums, with --party-key-file.",
            "The same command goes on where the last run stood, even if that was killed: nothing"
                    + " is there twice, nothing is missing. Files that the manifest does not name"
                    + " are no part of the recording.",
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte record --bootstrap-servers localhost:9092 --out recording",
            "  ./ftte record --config job.yaml --out recording --follow",
            "One day of it:",
            "  ./ftte record --config job.yaml --out monday --from 2026-03-02T00:00:00Z \\",
            "    --to 2026-03-03T00:00:00Z",
        })
public final class RecordCommand extends JobCommand {
    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "The update topic; --updates-topic by default.")
    private Optional<String> topic;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the recording is, or will be.")
    private Path out;

    @Mixin private RangeOptions range;

    @Option(
            names = "--to-offsets",
            split = ",",
            paramLabel = "PARTITION=OFFSET",
            description = "End before these offsets; other partitions at their present end.")
    private Map<Integer, Long> toOffsets = new LinkedHashMap<>();

    @Option(names = "--follow", description = "Go on at the end of the topics, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--roll-size",
            paramLabel = "SIZE",
            defaultValue = "256MiB",
            converter = BytesConverter.class,
            description = "Begin a new file after so many bytes of records (${DEFAULT-VALUE}).")
    private int rollSize;

    @Option(
            names = "--roll-time",
            paramLabel = "DURATION",
            defaultValue = "1min",
            description =
                    "Complete the files after so long, so that nothing older is lost with the"
                            + " process (${DEFAULT-VALUE}).")
    private Duration rollTime;

    @Override
    public Integer call() throws IOException {
        Configuration options = options();
        topic.ifPresent(name -> options.set(AggregationOptions.UPDATES_TOPIC, name));
        AggregationConf conf = AggregationConf.of(options);
        conf.brokers().probe();
        RecordedRange recorded =
                new RecordedRange(range.from(), range.to(), range.fromOffsets(), toOffsets);
        if (follow && recorded.ends()) {
            throw misused("--follow has no end: omit it, or --to and --to-offsets");
        }
        Recorder.Progress done;
        ShareProgress progress = ShareProgress.of(out(), "recording");
        try (StopSignal stop = new StopSignal();
                Recorder recorder =
                        Recorder.open(
                                conf.brokers(),
                                conf.topics(),
                                conf.hasHelper()
                                        ? Optional.of(conf.partyTopics().sums())
                                        : Optional.empty(),
                                RecordedOptions.of(options, conf),
                                out,
                                recorded,
                                follow,
                                new Recorder.Rolling(rollSize, rollTime))) {
            done = recorder.run(stop::raised, now -> show(now, progress));
            progress.end();
            report(done, recorder.manifest(), conf);
        } catch (FileSystemException e) {
            throw new IOException(
                    "%s cannot be written (%s): make room or correct --out, and run the same"
                                    .formatted(e.getFile(), e.getReason())
                            + " command again, it goes on",
                    e);
        }
        return ExitCode.OK;
    }

    private void show(Recorder.Progress now, ShareProgress progress) {
        String records = "%,d records".formatted(now.records());
        if (follow) {
            progress.soFar(records);
        } else {
            progress.at(now.share(), records);
        }
    }

    private void report(Recorder.Progress done, Manifest manifest, AggregationConf conf) {
        List<Segment> updates = manifest.segments(conf.topics().updates());
        out().printf(
                        "%,d records in this run; %,d of %s in %,d files by now, beside what made"
                                + " versions of them: %s%n",
                        done.records(),
                        updates.stream().mapToLong(Segment::records).sum(),
                        conf.topics().updates(),
                        updates.size(),
                        out);
    }
}
