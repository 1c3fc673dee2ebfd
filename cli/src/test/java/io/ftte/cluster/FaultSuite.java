package io.ftte.cluster;

import io.ftte.cluster.RecordedStream.Part;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The job jar on a real cluster while everything around it fails, and after each fault a count of
 * the output beside that of a run without faults.
 */
@Command(
        name = "benchmarks/faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Break a cluster in every way under load, and count what comes out.")
public final class FaultSuite implements Callable<Integer> {
    private static final int PARALLELISM = 3;
    private static final int ROUNDS = 120;
    private static final int LONG_ROUNDS = 300;
    private static final int KILLS = 21;
    private static final int ROUNDS_PER_KILL = 100;
    private static final int FLEET_UPDATES = 3_000;
    private static final int FLEET_KILLS = 6;
    private static final int STRANGER_UPDATES = 240;

    @Option(names = "--flink", required = true, paramLabel = "DIR", description = "Flink's home.")
    private Path flink;

    @Option(names = "--jar", required = true, paramLabel = "FILE", description = "The job jar.")
    private Path jar;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "For faults.md and the logs.")
    private Path out;

    @Option(
            names = "--long",
            description =
                    "Longer streams, then 21 kills at random moments, an outage beyond the"
                            + " transaction timeout, and 6 kills while a fleet trains.")
    private boolean isLong;

    @Option(
            names = "--older-jar",
            paramLabel = "FILE",
            description =
                    "In the long form, begin one job with this jar, of benchmarks/older-jar, and"
                            + " go on with --jar.")
    private Optional<Path> olderJar = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides the random moments (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--only",
            paramLabel = "FAULT",
            description = "Of the faults only this one: ${COMPLETION-CANDIDATES}; repeatable.")
    private List<Fault> only = List.of();

    @Option(
            names = "--broker-away",
            paramLabel = "TIME",
            description =
                    "Only this: the broker is away for so long, such as PT10M, while a fleet"
                            + " trains.")
    private Optional<Duration> brokerAway = Optional.empty();

    private final PrintWriter log = new PrintWriter(System.out, true);
    private final long start = System.nanoTime();
    private final List<FaultRow> rows = new ArrayList<>();

    private FaultSuite() {}

    public static void main(String[] args) {
        System.exit(
                new CommandLine(new FaultSuite())
                        .setExecutionExceptionHandler(FaultSuite::failed)
                        .execute(args));
    }

    private static int failed(Exception e, CommandLine command, ParseResult arguments) {
        command.getErr()
                .println(
                        "faults: %s; the logs are in logs/ below --out"
                                .formatted(e.toString().lines().findFirst().orElseThrow()));
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public Integer call() throws Exception {
        try (Workspace workspace = Workspace.create(out.resolve("logs"))) {
            say("starting ZooKeeper, Kafka, a job manager and two task managers");
            run(
                    brokerAway.isPresent()
                            // An outage of minutes is about what a cluster does by itself.
                            ? Cluster.start(flink, workspace, Map.of(), Logging.OF_THE_IMAGE)
                            : Cluster.start(flink, workspace, Cluster.QUICK, Logging.VERBOSE));
        } finally {
            // Of a run that breaks off, the rows that it came to.
            String table = FaultRow.markdown(rows);
            Files.writeString(out.resolve("faults.md"), table);
            log.print(table);
        }
        boolean clean = rows.stream().allMatch(FaultRow::clean);
        say(clean ? "nothing lost, doubled or changed" : "FAILED: see the table");
        return clean ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void run(Cluster cluster) throws Exception {
        if (brokerAway.isPresent()) {
            say("a fleet that trains, and no broker");
            add(
                    new FleetTrial(cluster, jar, "fleet", seed)
                            .rowWithoutBroker(STRANGER_UPDATES, brokerAway.get()));
            return;
        }
        List<Fault> faults = faults(cluster);
        List<Part> parts = parts(faults.size());
        say("the run without faults, to compare with");
        Undisturbed layers = Undisturbed.run(cluster, RecordedStream.layers(), parts);
        Undisturbed vector = Undisturbed.run(cluster, RecordedStream.vector(), parts.subList(0, 1));
        say("flink run");
        try (Trial trial = Trial.start(cluster, jar, "faults", PARALLELISM, Map.of(), layers)) {
            for (int i = 0; i < faults.size(); i++) {
                Fault fault = faults.get(i);
                add(trial, fault.text(), parts.get(i), (job, load) -> fault.strike(cluster, job));
            }
            if (only.isEmpty()) {
                alone(
                        Trial.start(cluster, jar, "second", 1, Map.of(), vector),
                        "none: a second job beside it",
                        parts.get(0),
                        (job, load) -> {});
            }
            if (isLong) {
                Part last = parts.get(faults.size());
                RandomKills kills = new RandomKills(KILLS, last.records(), seed);
                add(trial, kills.text(), last, (job, load) -> kills.strike(cluster, load::sent));
            }
            trial.job().cancel();
        }
        if (isLong) {
            say("an outage beyond the transaction timeout");
            add(new OutageTrial(cluster, jar, layers).row(parts.get(0)));
            if (olderJar.isPresent()) {
                Path older = olderJar.get();
                // It knows no step of layers.
                alone(
                        Trial.start(cluster, older, "upgrade", PARALLELISM, Map.of(), vector),
                        "`flink stop` of an older build, `flink run -s` of this one",
                        parts.get(0),
                        (job, load) -> job.upgrade(PARALLELISM, jar));
            }
            say("a fleet that trains");
            add(new FleetTrial(cluster, jar, "fleet", seed).row(FLEET_UPDATES, FLEET_KILLS));
        }
        for (Stranger stranger : only.isEmpty() ? Stranger.values() : new Stranger[0]) {
            say(stranger.text());
            String name = "fleet-" + stranger.name().toLowerCase(Locale.ROOT);
            add(new FleetTrial(cluster, jar, name, seed).row(STRANGER_UPDATES, stranger));
        }
    }

    /** A job that sees one event. */
    private void alone(Trial trial, String text, Part part, Trial.Event event) throws Exception {
        try (trial) {
            add(trial, text, part, event);
            trial.job().cancel();
        }
    }

    private void add(Trial trial, String text, Part part, Trial.Event event) throws Exception {
        say(text);
        add(trial.row(() -> text, part, event));
    }

    private void add(FaultRow row) {
        rows.add(row);
        say(row.markdown());
    }

    private List<Fault> faults(Cluster cluster) {
        List<Fault> possible = new ArrayList<>();
        for (Fault fault : only.isEmpty() ? List.of(Fault.values()) : only) {
            if (fault.possible(cluster)) {
                possible.add(fault);
            } else {
                say("skipped: " + fault.text() + " (no file system may be mounted here)");
            }
        }
        return possible;
    }

    /** One for each fault, and in the long form one more. */
    private List<Part> parts(int faults) {
        List<Part> parts = new ArrayList<>();
        int round = 0;
        for (int i = 0; i < faults; i++) {
            parts.add(new Part(i, round, round += isLong ? LONG_ROUNDS : ROUNDS));
        }
        if (isLong) {
            parts.add(new Part(faults, round, round + KILLS * ROUNDS_PER_KILL));
        }
        return parts;
    }

    private void say(String line) {
        log.printf("[%4d s] %s%n", (System.nanoTime() - start) / 1_000_000_000, line);
    }
}
