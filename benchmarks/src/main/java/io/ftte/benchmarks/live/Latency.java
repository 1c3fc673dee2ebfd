package io.ftte.benchmarks.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.benchmarks.MadeUpdates;
import io.ftte.benchmarks.Workload;
import io.ftte.cli.model.ModelPublisher;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends updates at an even rate to a running job, and prints as JSON how long it took from sending
 * the one that filled a buffer until a device could read the version; of the versions of the second
 * half. The model is to lie in one shard. Arguments: home of the build, scratch directory, brokers,
 * name of the run, {@link Workload}; the rest goes to {@code aggregate}.
 */
public final class Latency {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final double PATIENCE_NANOS = 60e9;

    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Map<Long, Long> readable = new HashMap<>();
    private final Map<Long, String> filledBy = new HashMap<>();

    private Latency() {}

    public static void main(String[] args) throws Exception {
        String run = args[3];
        String updatesTopic = run + "-updates";
        Workload workload = Workload.parse(args[4]);
        AggregationConf conf = RunTopics.conf(args[2], run, updatesTopic);
        RunTopics.create(conf, workload.partitions());
        ModelDefinition model = MadeUpdates.models(workload, System.currentTimeMillis()).get(0);
        new ModelPublisher(conf).publish(List.of(model));
        List<String> options = RunTopics.options(args[2], run, updatesTopic);
        options.add("--checkpoint-dir=" + Path.of(args[1]).resolve(run).toUri());
        options.addAll(List.of(args).subList(5, args.length));
        Latency latency = new Latency();
        try (LiveJob job = LiveJob.start(Path.of(args[0]), options)) {
            job.awaitRunning();
            double cpuBefore = job.usage().cpuSeconds();
            long before = System.nanoTime();
            latency.run(conf, workload);
            double cores =
                    (job.usage().cpuSeconds() - cpuBefore) / ((System.nanoTime() - before) / 1e9);
            System.out.println(new ObjectMapper().writeValueAsString(latency.result(cores)));
        }
    }

    private void run(AggregationConf conf, Workload workload) throws Exception {
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(
                        () -> send(conf, workload), thread -> new Thread(thread).start());
        CompletableFuture<Void> lineage =
                CompletableFuture.runAsync(
                        () -> readLineage(conf, workload), thread -> new Thread(thread).start());
        readVersions(conf, workload);
        sending.get();
        lineage.get();
    }

    private void send(AggregationConf conf, Workload workload) {
        MadeUpdates made = new MadeUpdates(workload);
        Map<String, Object> settings =
                Map.of("bootstrap.servers", conf.brokers().address(), "linger.ms", 0);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long start = System.nanoTime();
            for (int i = 0; i < workload.updates(); i++) {
                long due = start + (long) (1e9 * i / workload.updatesPerSecond());
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long now = System.nanoTime();
                producer.send(
                        new ProducerRecord<>(
                                conf.topics().updates(),
                                made.partition(i),
                                System.currentTimeMillis(),
                                made.device(i).getBytes(UTF_8),
                                made.value(i)),
                        (at, failure) -> {
                            if (failure == null) {
                                sent.put(at.partition() + "-" + at.offset(), now);
                            }
                        });
            }
        }
    }

    private void readVersions(AggregationConf conf, Workload workload) throws Exception {
        long last = workload.countedUpdates() / workload.buffer();
        long start = System.nanoTime();
        double limit = 1e9 * workload.updates() / workload.updatesPerSecond() + PATIENCE_NANOS;
        try (TopicReader models =
                TopicReader.fromBeginning(conf.brokers(), conf.topics().models())) {
            while (!readable.containsKey(last)) {
                if (System.nanoTime() - start > limit) {
                    throw new IOException("version " + last + " did not come");
                }
                for (ConsumerRecord<byte[], byte[]> record : models.poll(POLL)) {
                    long now = System.nanoTime();
                    if (RecordCodec.decode(record.value()) instanceof ModelShard shard) {
                        readable.putIfAbsent(shard.getVersion(), now);
                    }
                }
            }
        }
    }

    private void readLineage(AggregationConf conf, Workload workload) {
        long last = workload.countedUpdates() / workload.buffer();
        try (TopicReader lineage =
                TopicReader.fromBeginning(conf.brokers(), conf.topics().lineage())) {
            while (!filledBy.containsKey(last)) {
                for (ConsumerRecord<byte[], byte[]> record : lineage.poll(POLL)) {
                    VersionLineage version =
                            RecordCodec.decode(record.value(), VersionLineage.class);
                    List<Contribution> all = version.getContributions();
                    Contribution filling = all.get(all.size() - 1);
                    filledBy.put(
                            version.getVersion(),
                            filling.getPartition() + "-" + filling.getOffset());
                }
            }
        } catch (WireException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> result(double cores) {
        long last = filledBy.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
        double[] milliseconds =
                filledBy.keySet().stream()
                        .filter(version -> version > last / 2)
                        .flatMapToDouble(
                                version ->
                                        Optional.ofNullable(sent.get(filledBy.get(version)))
                                                .stream()
                                                .mapToDouble(
                                                        at -> (readable.get(version) - at) / 1e6))
                        .sorted()
                        .toArray();
        return Map.of(
                "versions",
                milliseconds.length,
                "p50Ms",
                milliseconds[milliseconds.length / 2],
                "p99Ms",
                milliseconds[(int) (milliseconds.length * 0.99)],
                "cores",
                cores);
    }
}
