package io.ftte.benchmarks.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.benchmarks.MadeUpdates;
import io.ftte.cli.model.ModelPublisher;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Lets the job of a build work off an update topic, and prints as JSON what that took between half
 * of the updates and all of them: then it has started and its compilers have seen most of the code.
 * Arguments: home of the build, scratch directory, brokers, update topic, name of the run, updates,
 * parameters, models, partitions; the rest goes to {@code aggregate}.
 */
public final class LiveRun {
    private static final Pattern PAGE = Pattern.compile("web page is (http\\S+),");
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Duration POLL = Duration.ofMillis(100);

    private LiveRun() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Path scratch = Path.of(args[1]);
        String run = args[4];
        List<String> options = RunTopics.options(args[2], run, args[3]);
        AggregationConf conf = RunTopics.conf(args[2], run, args[3]);
        int updates = Integer.parseInt(args[5]);
        int models = Integer.parseInt(args[7]);
        RunTopics.create(conf, Integer.parseInt(args[8]));
        for (ModelDefinition model :
                MadeUpdates.models(models, Integer.parseInt(args[6]), System.currentTimeMillis())) {
            new ModelPublisher(conf).publish(model);
        }
        List<String> command =
                new ArrayList<>(List.of(home.resolve("ftte").toString(), "aggregate"));
        command.addAll(options);
        command.add("--checkpoint-dir=" + scratch.resolve(run).toUri());
        command.addAll(List.of(args).subList(9, args.length));
        Process job =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            // Each model closes its last whole buffer.
            long last = (long) updates / models / MadeUpdates.BUFFER * MadeUpdates.BUFFER * models;
            System.out.println(new ObjectMapper().writeValueAsString(measure(job, conf, last)));
        } finally {
            job.destroy();
            if (!job.waitFor(30, TimeUnit.SECONDS)) {
                job.destroyForcibly().waitFor();
            }
        }
    }

    private record Moment(long updates, long nanos, double cpuSeconds, double checkpointBytes) {
        static Moment now(long updates, Process job, URI page) throws IOException {
            return new Moment(
                    updates,
                    System.nanoTime(),
                    ProcessUsage.of(job.pid()).cpuSeconds(),
                    LiveRun.checkpointBytes(page));
        }
    }

    private static Map<String, Object> measure(Process job, AggregationConf conf, long last)
            throws IOException {
        URI page = page(job);
        Instant deadline = Instant.now().plus(LIMIT);
        Moment start = null;
        long admitted = 0;
        try (TopicReader lineage =
                TopicReader.fromBeginning(conf.brokers(), conf.topics().lineage())) {
            while (admitted < last) {
                for (ConsumerRecord<byte[], byte[]> record : lineage.poll(POLL)) {
                    admitted +=
                            RecordCodec.decode(record.value(), VersionLineage.class)
                                    .getContributions()
                                    .size();
                }
                if (start == null && admitted >= last / 2) {
                    start = Moment.now(admitted, job, page);
                }
                if (!job.isAlive() || Instant.now().isAfter(deadline)) {
                    throw new IOException(
                            "%d of %d updates were admitted when the job ended or time was up"
                                    .formatted(admitted, last));
                }
            }
        } catch (WireException e) {
            throw new IOException(e);
        }
        Moment end = Moment.now(admitted, job, page);
        double between = end.updates - start.updates;
        double seconds = (end.nanos - start.nanos) / 1e9;
        return Map.of(
                "updates", (long) between,
                "seconds", seconds,
                "updatesPerSecond", between / seconds,
                "cpuMicros", 1e6 * (end.cpuSeconds - start.cpuSeconds) / between,
                "checkpointBytes", (end.checkpointBytes - start.checkpointBytes) / between,
                "startCpuSeconds",
                        start.cpuSeconds
                                - (end.cpuSeconds - start.cpuSeconds) / between * start.updates,
                "peakMegabytes", ProcessUsage.of(job.pid()).peakBytes() / 1e6);
    }

    private static URI page(Process job) throws IOException {
        BufferedReader out = job.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher page = PAGE.matcher(line);
            if (page.find()) {
                return URI.create(page.group(1) + "/");
            }
        }
        throw new IOException("the job did not start");
    }

    /** All that its checkpoints have written. */
    private static double checkpointBytes(URI page) throws IOException {
        ObjectMapper json = new ObjectMapper();
        String job = json.readTree(page.resolve("jobs").toURL()).at("/jobs/0/id").asText();
        JsonNode checkpoints = json.readTree(page.resolve("jobs/" + job + "/checkpoints").toURL());
        return checkpoints.at("/counts/completed").asDouble()
                * checkpoints.at("/summary/checkpointed_size/avg").asDouble();
    }
}
