package io.ftte.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.fixtures.JobTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The job jar on a cluster, submitted with {@code flink run} and watched through REST. */
final class SubmittedJob {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration POLL = Duration.ofMillis(200);

    private static final int ATTEMPTS = 5;

    private final FlinkDistribution flink;
    private final Path directory;
    private final Path config;
    private Path jar;
    private String id = "";

    /**
     * @param directory the cluster's, with {@code checkpoints} in it
     */
    SubmittedJob(FlinkDistribution flink, Path jar, Path directory, JobTopics topics)
            throws IOException {
        this.flink = flink;
        this.jar = jar;
        this.directory = directory;
        this.config =
                Files.writeString(
                        directory.resolve(topics.conf().jobName() + ".yaml"),
                        topics.options().toMap().entrySet().stream()
                                .map(option -> option.getKey() + ": " + option.getValue() + "\n")
                                .collect(Collectors.joining()));
    }

    /** {@code flink run} without state. */
    void run(int parallelism) throws IOException, InterruptedException {
        awaitSlots(parallelism);
        submit("run", "-d", "-p", Integer.toString(parallelism));
    }

    /** {@code flink run -s}. */
    void run(int parallelism, String state) throws IOException, InterruptedException {
        awaitSlots(parallelism);
        submit("run", "-d", "-p", Integer.toString(parallelism), "-s", state);
    }

    private void awaitSlots(int count) {
        await("slots", () -> flink.rest("/overview").get("slots-available").asInt() >= count);
    }

    private void submit(String... arguments) throws IOException, InterruptedException {
        String[] all =
                Stream.concat(
                                Stream.of(arguments),
                                Stream.of(jar.toString(), "--config", config.toString()))
                        .toArray(String[]::new);
        for (int attempt = 1; ; attempt++) {
            try {
                id = find("JobID ([0-9a-f]{32})", flink.flink(all));
                return;
            } catch (IOException e) {
                // Right after a restart brokers may need longer than broker-timeout.
                if (attempt == ATTEMPTS || !e.getMessage().contains("No Kafka broker answers")) {
                    throw e;
                }
            }
        }
    }

    /** {@code flink stop}, and {@code flink run -s} of another jar. */
    void upgrade(int parallelism, Path newer) throws IOException, InterruptedException {
        String savepoint = stop();
        jar = newer;
        run(parallelism, savepoint);
    }

    /** {@code flink stop}; returns the savepoint. */
    String stop() throws IOException, InterruptedException {
        return find("Path: (\\S+)", flink.flink("stop", "-p", savepoints(), id));
    }

    /**
     * {@code flink cancel -s}, which unlike {@code flink stop} ends the job with the output of its
     * savepoint uncommitted, as a death between a checkpoint and the commit does; returns the
     * savepoint.
     */
    String cancelWithSavepoint() throws IOException, InterruptedException {
        String savepoint =
                find(
                        "Savepoint stored in (\\S+)\\.\\s",
                        flink.flink("cancel", "-s", savepoints(), id));
        awaitCancelled();
        return savepoint;
    }

    /** {@code flink cancel}; returns the checkpoint that is left. */
    String cancel() throws IOException, InterruptedException {
        flink.flink("cancel", id);
        awaitCancelled();
        try (Stream<Path> entries = Files.list(directory.resolve("checkpoints").resolve(id))) {
            return entries.filter(entry -> Files.exists(entry.resolve("_metadata")))
                    .max(Comparator.comparing(SubmittedJob::checkpointNumber))
                    .orElseThrow(() -> new IOException("no checkpoint is left"))
                    .toUri()
                    .toString();
        }
    }

    private String savepoints() {
        return directory.resolve("savepoints").toUri().toString();
    }

    private void awaitCancelled() {
        await("the end of the job", () -> state().equals("CANCELED"));
    }

    private static int checkpointNumber(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString().replace("chk-", ""));
    }

    /** As Flink calls it, for example RUNNING. */
    String state() throws IOException {
        return get("").get("state").asText();
    }

    /** How often the present job manager has restored this job from a checkpoint or savepoint. */
    int restores() throws IOException {
        return checkpoints("restored");
    }

    /** How many checkpoints have failed under the present job manager. */
    int failedCheckpoints() throws IOException {
        return checkpoints("failed");
    }

    void awaitCompletedCheckpoints(int more) {
        AtomicInteger goal = new AtomicInteger();
        await(
                "checkpoints",
                () -> {
                    int completed = checkpoints("completed");
                    goal.compareAndSet(0, completed + more);
                    return completed >= goal.get();
                });
    }

    private int checkpoints(String kind) throws IOException {
        return get("/checkpoints").get("counts").get(kind).asInt();
    }

    private JsonNode get(String path) throws IOException {
        return flink.rest("/jobs/" + id + path);
    }

    /** Waits until something holds; what cannot be answered now counts as no. */
    static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(condition);
    }

    /** Waits until something holds; returns as well when it never does. */
    static void awaitOrGoOn(Callable<Boolean> condition) {
        try {
            await("the expected", condition);
        } catch (ConditionTimeoutException e) {
            // The count that follows says what is missing.
        }
    }

    private static String find(String pattern, String output) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(output);
        if (!matcher.find()) {
            throw new IOException("no %s in%n%s".formatted(pattern, output));
        }
        return matcher.group(1);
    }
}
