package io.ftte.benchmarks.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running {@code ./ftte aggregate} of some build, and what its web page says of it. */
final class LiveJob implements AutoCloseable {
    private static final Pattern PAGE = Pattern.compile("web page is (http\\S+),");
    private static final int STOP_SECONDS = 30;
    private static final int POLL_MS = 50;

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final URI page;

    private LiveJob(Process process, URI page) {
        this.process = process;
        this.page = page;
    }

    /**
     * Starts it.
     *
     * @param home of the build
     * @param options of the job
     */
    static LiveJob start(Path home, List<String> options) throws IOException {
        return start(home, "aggregate", options);
    }

    /** The same of another job, by its command. */
    static LiveJob start(Path home, String kind, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("ftte").toString(), kind));
        command.addAll(options);
        Process process =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher address = PAGE.matcher(line);
            if (address.find()) {
                return new LiveJob(process, URI.create(address.group(1) + "/"));
            }
        }
        process.destroyForcibly();
        throw new IOException("the job did not start");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ProcessUsage usage() throws IOException {
        return ProcessUsage.of(process.pid());
    }

    /** Seconds of CPU so far, by kind of thread. */
    Map<String, Double> threads() throws IOException {
        return ProcessUsage.byThread(process.pid());
    }

    /** All that its checkpoints have written so far. */
    double checkpointBytes() throws IOException {
        JsonNode checkpoints = checkpoints();
        double completed = checkpoints.at("/counts/completed").asDouble();
        // Flink's average of none is no number.
        return completed == 0
                ? 0
                : completed * checkpoints.at("/summary/checkpointed_size/avg").asDouble();
    }

    /** Of the next checkpoint to be complete. */
    long nextCheckpointBytes() throws IOException, InterruptedException {
        long before = checkpoints().at("/counts/completed").asLong();
        JsonNode now = checkpoints();
        while (isAlive() && now.at("/counts/completed").asLong() == before) {
            Thread.sleep(POLL_MS);
            now = checkpoints();
        }
        return now.at("/latest/completed/checkpointed_size").asLong();
    }

    /** Until all tasks run, which is when they have their state back. */
    void awaitRunning() throws IOException, InterruptedException {
        JsonNode tasks = job("").at("/status-counts");
        while (tasks.at("/RUNNING").asInt() == 0 || tasks.at("/RUNNING").asInt() < count(tasks)) {
            if (!isAlive()) {
                throw new IOException("the job ended");
            }
            Thread.sleep(POLL_MS);
            tasks = job("").at("/status-counts");
        }
    }

    private static int count(JsonNode tasks) {
        int count = 0;
        for (JsonNode state : tasks) {
            count += state.asInt();
        }
        return count;
    }

    private JsonNode checkpoints() throws IOException {
        return job("/checkpoints");
    }

    private JsonNode job(String part) throws IOException {
        String id = json.readTree(page.resolve("jobs").toURL()).at("/jobs/0/id").asText();
        return json.readTree(page.resolve("jobs/" + id + part).toURL());
    }

    /** As a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
