package io.ftte.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.awaitility.Awaitility;

/** The live job on a local Flink, watched through Flink's REST interface. */
final class RunningJob implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AggregationLauncher.Running job;

    private RunningJob(AggregationLauncher.Running job) {
        this.job = job;
    }

    static RunningJob start(Configuration options) throws Exception {
        return new RunningJob(new LocalFlink().start(options));
    }

    /** Waits until something holds; fails when it never does, or when the job has ended. */
    void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .failFast("the job has ended", () -> job.failure().isPresent())
                .until(condition);
    }

    Optional<Throwable> failure() {
        return job.failure();
    }

    /** What made the job restart, as Flink tells it; empty where nothing did. */
    List<String> restarts() throws Exception {
        String id = get("/jobs").get("jobs").get(0).get("id").asText();
        return get("/jobs/" + id + "/exceptions")
                .get("exceptionHistory")
                .get("entries")
                .findValuesAsText("stacktrace");
    }

    private JsonNode get(String path) throws Exception {
        return JSON.readTree(URI.create(job.webUrl() + path).toURL());
    }

    @Override
    public void close() throws Exception {
        job.close();
    }
}
