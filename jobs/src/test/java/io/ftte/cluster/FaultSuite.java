package io.ftte.cluster;

import io.ftte.cluster.RecordedStream.Part;
import io.ftte.jobs.JobTopics;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    private static final int RECORDS_PER_SECOND = 200;
    private static final int PARALLELISM = 3;
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "out-of-orderness", "50ms",
                    // Event time is recorded, and today's ticks would be years ahead of it.
                    "tick-interval", "0",
                    "slice-size", "1024",
                    "shard-size", "1024",
                    "checkpoint-interval", "500ms");

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
            names = "--only",
            paramLabel = "FAULT",
            description = "One of the faults: ${COMPLETION-CANDIDATES}; repeatable.")
    private List<Fault> only = Arrays.asList(Fault.values());

    private final PrintWriter log = new PrintWriter(System.out, true);
    private final long start = System.nanoTime();

    private FaultSuite() {}

    public static void main(String[] args) {
        System.exit(
                new CommandLine(new FaultSuite())
                        .setExecutionExceptionHandler(FaultSuite::failed)
                        .execute(args));
    }

    private static int failed(Exception e, CommandLine command, ParseResult arguments) {
        command.getErr()
                .println("faults: " + e.getMessage() + "; the logs are in logs/ below --out");
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public Integer call() throws Exception {
        List<FaultRow> rows = new ArrayList<>();
        try (Workspace workspace = Workspace.create(out.resolve("logs"))) {
            say("starting ZooKeeper, Kafka, a job manager and two task managers");
            run(Cluster.start(flink, workspace), rows);
        }
        String table = FaultRow.markdown(rows);
        Files.writeString(out.resolve("faults.md"), table);
        log.print(table);
        log.flush();
        boolean clean = rows.stream().allMatch(FaultRow::clean);
        say(clean ? "nothing lost, doubled or changed" : "FAILED: see the table");
        return clean ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void run(Cluster cluster, List<FaultRow> rows) throws Exception {
        List<Fault> faults = possible(cluster);
        List<Part> parts = parts(faults.size(), 120);
        say("the run without faults");
        Undisturbed undisturbed =
                Undisturbed.run(
                        cluster.kafka().bootstrapServers(), OPTIONS, parts, cluster.directory());
        JobTopics topics = topics(cluster, "faults");
        SubmittedJob job = new SubmittedJob(cluster.flink(), jar, cluster.directory(), topics);
        say("flink run");
        job.run(PARALLELISM);
        try (Trial trial =
                new Trial(
                        job,
                        undisturbed,
                        new Load(topics.conf(), RECORDS_PER_SECOND),
                        CommittedOutput.follow(topics.conf()))) {
            for (int i = 0; i < faults.size(); i++) {
                Fault fault = faults.get(i);
                say(fault.text());
                FaultRow row =
                        trial.row(
                                fault.text(),
                                parts.get(i),
                                struck -> fault.strike(cluster, struck));
                rows.add(row);
                say("  " + row);
            }
        }
    }

    private List<Fault> possible(Cluster cluster) {
        List<Fault> possible = new ArrayList<>();
        for (Fault fault : only) {
            if (fault.possible(cluster)) {
                possible.add(fault);
            } else {
                say("skipped: " + fault.text() + " (no file system may be mounted here)");
            }
        }
        return possible;
    }

    private static JobTopics topics(Cluster cluster, String name) throws Exception {
        JobTopics topics =
                JobTopics.create(
                        cluster.kafka().bootstrapServers(),
                        name,
                        RecordedStream.PARTITIONS,
                        OPTIONS);
        topics.register(RecordedStream.model());
        return topics;
    }

    private static List<Part> parts(int count, int rounds) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new Part(i, i * rounds, (i + 1) * rounds));
        }
        return parts;
    }

    private void say(String line) {
        log.printf("[%4d s] %s%n", (System.nanoTime() - start) / 1_000_000_000, line);
    }
}
