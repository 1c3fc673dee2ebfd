package io.ftte.cli.inspect;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.record.TopicRecords;
import io.ftte.jobs.live.RegisteredModels;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.OptionsException;
import io.ftte.topics.recording.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Looks at what a job published. */
@Command(
        name = "inspect",
        description =
                "Show versions, who contributed to them, how stale and with what weight, and what"
                        + " was refused.",
        footer = {
            "",
            "Times are in ms since the epoch.",
            "Where the lineage names devices by hashes, --device finds one by its id with the job's"
                    + " --device-name-key-file, and without it by the hash.",
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte inspect --of recording",
            "  ./ftte inspect --bootstrap-servers localhost:9092",
            "What made version 12, factor by factor, and how far it moved the model:",
            "  ./ftte inspect --of recording --version 12",
            "One device's life:",
            "  ./ftte inspect --of recording --device phone-7",
            "  ./ftte inspect --of recording --device phone-7 --device-name-key-file names.key",
            "For polars or a spreadsheet:",
            "  ./ftte inspect --of recording --rows contributions --avro contributions.avro",
            "  ./ftte inspect --of recording --rows refusals --csv"
        })
public final class InspectCommand extends JobCommand {
    private static final String TABLE_ROWS = "20";

    /** What a row is of. */
    enum RowKind {
        VERSIONS,
        CONTRIBUTIONS,
        REFUSALS
    }

    @Option(
            names = "--of",
            paramLabel = "DIR",
            description =
                    "A directory that record or replay wrote; without it, the topics (with"
                            + " --bootstrap-servers).")
    private Optional<Path> of;

    @Option(names = "--model-id", paramLabel = "ID", description = "Of this model only.")
    private Optional<String> modelId;

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "Explain one version; of the newest generation that has it.")
    private Optional<Long> version;

    @Option(
            names = "--device",
            paramLabel = "ID",
            description = "Show one device's life; by its id, or as the lineage names it.")
    private Optional<String> device;

    @Option(
            names = "--rows",
            paramLabel = "WHAT",
            defaultValue = "versions",
            description = "versions, contributions or refusals (${DEFAULT-VALUE}).")
    private RowKind rows;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = TABLE_ROWS,
            description = "Rows of the table, the last ones (${DEFAULT-VALUE}).")
    private int last;

    @Option(names = "--json", description = "All rows as a JSON array, a row a line.")
    private boolean json;

    @Option(names = "--csv", description = "All rows with commas between.")
    private boolean csv;

    @Option(names = "--avro", paramLabel = "FILE", description = "All rows in an Avro container.")
    private Optional<Path> avro;

    @Override
    public Integer call() throws IOException {
        if ((json ? 1 : 0) + (csv ? 1 : 0) + (avro.isPresent() ? 1 : 0) > 1) {
            throw misused("give one of --json, --csv and --avro");
        }
        if (version.isPresent() && device.isPresent()) {
            throw misused("give one of --version and --device");
        }
        AggregationConf conf = of.isPresent() ? conf() : connected();
        Optional<Lineages> run = of.flatMap(InspectCommand::run);
        if (version.isPresent()) {
            if (run.isPresent() || csv || avro.isPresent()) {
                throw misused(
                        "--version explains what record wrote or the topics hold, as text or"
                                + " --json");
            }
            explain(conf, records(conf));
        } else {
            Lineages lineages = run.isPresent() ? run.get() : Lineages.of(records(conf));
            if (device.isPresent()) {
                life(lineages, new DeviceSought(device.get(), conf.readDeviceNameKey()));
            } else {
                show(lineages);
            }
        }
        out().flush();
        return ExitCode.OK;
    }

    /** What replay wrote. */
    private static Optional<Lineages> run(Path directory) {
        return Files.isRegularFile(directory.resolve(Lineages.RunFiles.LINEAGE))
                ? Optional.of(Lineages.ofRun(directory))
                : Optional.empty();
    }

    private TopicRecords records(AggregationConf conf) throws IOException {
        if (of.isPresent() && !Manifest.isIn(of.get())) {
            throw new OptionsException(
                    of.get() + " is no recording and no run: name what record or replay wrote");
        }
        return of.isPresent() ? TopicRecords.in(of.get()) : TopicRecords.on(conf);
    }

    private boolean isAsked(String model) {
        return modelId.isEmpty() || modelId.get().equals(model);
    }

    private <T> RowWriter<T> writer(RowType<T> type) throws IOException {
        if (avro.isPresent()) {
            return RowWriter.avro(type, avro.get());
        }
        if (json) {
            return RowWriter.json(type, out());
        }
        return csv ? RowWriter.csv(type, out()) : RowWriter.table(type, last, out());
    }

    private void show(Lineages lineages) throws IOException {
        switch (rows) {
            case VERSIONS -> versions(lineages);
            case CONTRIBUTIONS -> {
                try (RowWriter<Rows.Part> writer = writer(Rows.CONTRIBUTIONS)) {
                    lineages.versions(
                            version -> {
                                if (isAsked(version.getModelId())) {
                                    for (Contribution part : version.getContributions()) {
                                        writer.write(new Rows.Part(version, part));
                                    }
                                }
                            });
                }
            }
            case REFUSALS -> {
                try (var writer = writer(Rows.REFUSALS)) {
                    lineages.refusals(
                            refusal -> {
                                if (isAsked(refusal.getModelId())) {
                                    writer.write(refusal);
                                }
                            });
                }
            }
        }
    }

    private void versions(Lineages lineages) throws IOException {
        try (RowWriter<VersionLineage> writer =
                json ? RowWriter.json(Rows::version, out()) : writer(Rows.VERSIONS)) {
            lineages.versions(
                    version -> {
                        if (isAsked(version.getModelId())) {
                            writer.write(version);
                        }
                    });
        }
        if (json || csv || avro.isPresent()) {
            return;
        }
        Map<RejectionReason, Long> reasons = new EnumMap<>(RejectionReason.class);
        lineages.refusals(
                refusal -> {
                    if (isAsked(refusal.getModelId())) {
                        reasons.merge(refusal.getReason(), 1L, Long::sum);
                    }
                });
        out().println(reasons.isEmpty() ? "nothing was refused" : "refused: " + reasons);
    }

    /** An update may come to count long after another was refused; time puts them in order. */
    private void life(Lineages lineages, DeviceSought sought) throws IOException {
        List<Rows.Event> events = new ArrayList<>();
        lineages.versions(
                version -> {
                    if (isAsked(version.getModelId())) {
                        version.getContributions().stream()
                                .filter(part -> sought.made(version, part))
                                .forEach(part -> events.add(Rows.Event.of(version, part)));
                    }
                });
        long counted = events.size();
        lineages.refusals(
                refusal -> {
                    if (sought.id().equals(refusal.getDeviceId())
                            && isAsked(refusal.getModelId())) {
                        events.add(Rows.Event.of(refusal));
                    }
                });
        if (events.isEmpty()) {
            throw new OptionsException(sought.missing());
        }
        events.sort(
                Comparator.comparing(
                        Rows.Event::eventTime, Comparator.nullsFirst(Comparator.naturalOrder())));
        try (RowWriter<Rows.Event> writer = writer(Rows.EVENTS)) {
            for (Rows.Event event : events) {
                writer.write(event);
            }
        }
        if (!json && !csv && avro.isEmpty()) {
            out().printf(
                            "%s: %,d updates counted, %,d refused%n",
                            sought.id(), counted, events.size() - counted);
            sought.advice().ifPresent(out()::println);
        }
    }

    private void explain(AggregationConf conf, TopicRecords records) throws IOException {
        List<VersionLineage> found = new ArrayList<>();
        OptionalLong[] newest = {OptionalLong.empty()};
        Lineages.of(records)
                .versions(
                        lineage -> {
                            if (isAsked(lineage.getModelId())) {
                                newest[0] = OptionalLong.of(lineage.getVersion());
                                if (lineage.getVersion() == version.get()) {
                                    found.add(lineage);
                                }
                            }
                        });
        if (found.isEmpty()) {
            throw new OptionsException(
                    "No version %d is recorded%s%s: correct --version or --model-id"
                            .formatted(
                                    version.get(),
                                    modelId.map(id -> " of " + id).orElse(""),
                                    newest[0].isPresent()
                                            ? ", the last is " + newest[0].getAsLong()
                                            : ""));
        }
        List<String> models =
                found.stream().map(VersionLineage::getModelId).distinct().sorted().toList();
        if (models.size() > 1) {
            throw misused("name one with --model-id: " + String.join(", ", models));
        }
        VersionLineage explained =
                found.stream()
                        .max(Comparator.comparing(VersionLineage::getGeneration))
                        .orElseThrow();
        Explanation explanation =
                Explanation.of(records, registration(conf, explained.getModelId()), explained);
        if (json) {
            out().println(explanation.json());
        } else {
            explanation.print(out());
        }
    }

    private ModelDefinition registration(AggregationConf conf, String id) throws IOException {
        List<ModelDefinition> models =
                of.isPresent()
                        ? RegisteredModels.recorded(of.get(), Manifest.read(of.get()))
                        : RegisteredModels.read(conf.brokers(), conf.topics().control());
        return models.stream()
                .filter(model -> model.head().getModelId().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new OptionsException(
                                        "%s is not registered any more; inspect its versions without --version"
                                                .formatted(id)));
    }
}
