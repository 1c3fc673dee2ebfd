package io.ftte.benchmarks.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.benchmarks.MadeUpdates;
import io.ftte.benchmarks.Workload;
import io.ftte.cli.model.ModelPublisher;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Lets the job of a build work off an update topic, and prints as JSON what that took between half
 * of the updates and all of them: then it has started and its compilers have seen most of the code.
 * Where asked, it is killed at the end and started again from its last checkpoint. Arguments: home
 * of the build, scratch directory, brokers, update topic, name of the run, {@link Workload}, {@code
 * restart} or {@code end}; the rest goes to {@code aggregate}.
 */
public final class LiveRun {
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Duration POLL = Duration.ofMillis(100);

    private LiveRun() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Path scratch = Path.of(args[1]);
        String run = args[4];
        Workload workload = Workload.parse(args[5]);
        AggregationConf conf = RunTopics.conf(args[2], run, args[3]);
        RunTopics.create(conf, workload.partitions());
        List<String> options = RunTopics.options(args[2], run, args[3]);
        Files.createDirectories(scratch.resolve(run));
        List<ModelDefinition> models = MadeUpdates.models(workload, System.currentTimeMillis());
        if (home.toRealPath().equals(Path.of("").toRealPath())) {
            new ModelPublisher(conf).publish(models);
        } else {
            for (ModelDefinition model : models) {
                publish(
                        home,
                        Files.createTempFile(scratch.resolve(run), "", ".json"),
                        model,
                        options);
            }
        }
        options.add("--checkpoint-dir=" + scratch.resolve(run).toUri());
        options.addAll(List.of(args).subList(7, args.length));
        Map<String, Object> result = new TreeMap<>();
        try (LiveJob job = LiveJob.start(home, options)) {
            result.putAll(measure(job, conf, workload.countedUpdates()));
            if (args[6].equals("restart")) {
                result.put("stateBytes", job.nextCheckpointBytes());
                job.kill();
            }
        }
        if (args[6].equals("restart")) {
            result.put("restartSeconds", restart(home, options));
        }
        System.out.println(new ObjectMapper().writeValueAsString(result));
    }

    /** What the job has made counts, not what its last checkpoint has shown to others. */
    private static KafkaConsumer<byte[], byte[]> uncommitted(AggregationConf conf) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                conf.brokers().address(),
                                "isolation.level",
                                "read_uncommitted"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(conf.topics().lineage()).stream()
                        .map(one -> new TopicPartition(one.topic(), one.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /** By the other build: it cannot read what a later one writes. */
    private static void publish(Path home, Path file, ModelDefinition model, List<String> options)
            throws Exception {
        Files.writeString(file, ofDefaults(model));
        List<String> command =
                new ArrayList<>(
                        List.of(home.resolve("ftte").toString(), "publish", "--model=" + file));
        command.addAll(options);
        Process publishing =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (publishing.waitFor() != 0) {
            throw new IOException("the other build did not publish " + file);
        }
    }

    /** It knows nothing of settings that are younger than it is; rows of its have the defaults. */
    private static String ofDefaults(ModelDefinition model) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode registration = (ObjectNode) json.readTree(RegistrationJson.write(model));
        registration
                .putObject("aggregation")
                .put("bufferSize", model.head().getAggregation().getBufferSize());
        return json.writeValueAsString(registration);
    }

    private static double restart(Path home, List<String> options) throws Exception {
        long start = System.nanoTime();
        try (LiveJob job = LiveJob.start(home, options)) {
            job.awaitRunning();
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private record Moment(
            long updates,
            long nanos,
            double cpuSeconds,
            Map<String, Double> threads,
            double checkpointBytes) {
        static Moment now(long updates, LiveJob job) throws IOException {
            return new Moment(
                    updates,
                    System.nanoTime(),
                    job.usage().cpuSeconds(),
                    job.threads(),
                    job.checkpointBytes());
        }

        /** Microseconds of CPU an update since then, by kind of thread. */
        Map<String, Double> threadMicros(Moment before) {
            Map<String, Double> micros = new TreeMap<>();
            threads.forEach(
                    (name, seconds) ->
                            micros.put(
                                    name,
                                    1e6
                                            * (seconds - before.threads.getOrDefault(name, 0.0))
                                            / (updates - before.updates)));
            return micros;
        }
    }

    private static Map<String, Object> measure(LiveJob job, AggregationConf conf, long last)
            throws IOException {
        Instant deadline = Instant.now().plus(LIMIT);
        Moment start = null;
        long admitted = 0;
        try (KafkaConsumer<byte[], byte[]> lineage = uncommitted(conf)) {
            while (admitted < last) {
                for (ConsumerRecord<byte[], byte[]> record : lineage.poll(POLL)) {
                    admitted +=
                            RecordCodec.decode(record.value(), VersionLineage.class)
                                    .getContributions()
                                    .size();
                }
                if (start == null && admitted >= last / 2) {
                    start = Moment.now(admitted, job);
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
        Moment end = Moment.now(admitted, job);
        double between = end.updates - start.updates;
        double seconds = (end.nanos - start.nanos) / 1e9;
        return Map.of(
                "updates",
                (long) between,
                "seconds",
                seconds,
                "updatesPerSecond",
                between / seconds,
                "cpuMicros",
                1e6 * (end.cpuSeconds - start.cpuSeconds) / between,
                "threadMicros",
                end.threadMicros(start),
                "checkpointBytes",
                (end.checkpointBytes - start.checkpointBytes) / between,
                "startCpuSeconds",
                start.cpuSeconds - (end.cpuSeconds - start.cpuSeconds) / between * start.updates,
                "peakMegabytes",
                job.usage().peakBytes() / 1e6);
    }
}
