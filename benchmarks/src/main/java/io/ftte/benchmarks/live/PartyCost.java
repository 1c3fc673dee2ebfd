package io.ftte.benchmarks.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.benchmarks.MadeUpdates;
import io.ftte.benchmarks.Workload;
import io.ftte.cli.model.ModelPublisher;
import io.ftte.encoding.SeedStream;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.JobOptions;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.ondevice.update.UpdateShares;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicLayout;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What updates at an even rate cost one party, or two where the model is shared, in the second half
 * of the run; prints it as JSON. Arguments: home of the build, scratch directory, brokers, name of
 * the run, {@link Workload}; the rest goes to each party's job.
 */
public final class PartyCost {
    private static final int CHUNK = 128 * 1024;
    private static final Duration LAG = Duration.ofSeconds(30);

    private final AggregationConf conf;
    private final Workload workload;
    private final ModelDefinition model;
    private final boolean shared;
    private final Random random = new Random(2);

    private PartyCost(AggregationConf conf, Workload workload, ModelDefinition model) {
        this.conf = conf;
        this.workload = workload;
        this.model = model;
        this.shared = isShared(model);
    }

    private static boolean isShared(ModelDefinition model) {
        return model.head().getAggregation().getSharingUnit() != null;
    }

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Path scratch = Files.createDirectories(Path.of(args[1]).resolve(args[3]));
        Workload workload = Workload.parse(args[4]);
        ModelDefinition model = MadeUpdates.models(workload, System.currentTimeMillis()).get(0);
        boolean shared = isShared(model);
        Path key = Files.writeString(scratch.resolve("party.key"), "0123456789abcdef".repeat(4));
        List<String> options = RunTopics.options(args[2], args[3], args[3] + "-updates");
        if (shared) {
            options.add("--party-key-file=" + key);
            for (String name : List.of("sum-requests", "sums", "shares")) {
                options.add("--%s-topic=%s-%s".formatted(name, args[3], name));
            }
        }
        AggregationConf conf = AggregationConf.of(JobOptions.parse(options.toArray(String[]::new)));
        options.addAll(List.of(args).subList(5, args.length));
        PartyCost cost = new PartyCost(conf, workload, model);
        cost.createTopics();
        new ModelPublisher(conf).publish(List.of(model));
        List<LiveJob> jobs = new ArrayList<>();
        try {
            jobs.add(LiveJob.start(home, with(options, "--checkpoint-dir=", scratch, "one")));
            if (shared) {
                List<String> helper = with(options, "--checkpoint-dir=", scratch, "two");
                helper.add("--leader-bootstrap-servers=" + args[2]);
                helper.replaceAll(
                        option -> option.startsWith("--job-name=") ? option + "-helper" : option);
                jobs.add(LiveJob.start(home, "helper", helper));
            }
            for (LiveJob job : jobs) {
                job.awaitRunning();
            }
            System.out.println(new ObjectMapper().writeValueAsString(cost.measure(jobs)));
        } finally {
            for (LiveJob job : jobs) {
                job.close();
            }
        }
    }

    private static List<String> with(
            List<String> options, String name, Path scratch, String whose) {
        List<String> all = new ArrayList<>(options);
        all.add(name + scratch.resolve(whose).toUri());
        return all;
    }

    private void createTopics() throws IOException {
        TopicLayout layout =
                new TopicLayout(workload.partitions(), Duration.ofDays(1), Broker.MAX_RECORD);
        RunTopics.create(conf, workload.partitions());
        if (shared) {
            try (Admin admin = conf.brokers().open()) {
                new TopicAdmin(admin, conf.brokers().address(), conf.helperTopicsCommand())
                        .create(conf.helperTopicSpecs(layout), 1);
            }
        }
    }

    private Map<String, Object> measure(List<LiveJob> jobs) throws Exception {
        MadeUpdates made = new MadeUpdates(workload);
        double[] before = null;
        int half = workload.updates() / 2;
        long start = System.nanoTime();
        Map<String, Object> settings = Map.of("bootstrap.servers", conf.brokers().address());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < workload.updates(); i++) {
                long due = start + (long) (1e9 * i / workload.updatesPerSecond());
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                if (i == half) {
                    before = cpu(jobs);
                }
                send(producer, made, i);
            }
        }
        double[] after = cpu(jobs);
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Object> result = new TreeMap<>();
        double all = 0;
        for (int i = 0; i < after.length; i++) {
            double micros = 1e6 * (after[i] - before[i]) / (workload.updates() - half);
            result.put(i == 0 ? "leaderCpuMicros" : "helperCpuMicros", micros);
            all += micros;
        }
        result.put("cpuMicros", all);
        result.put("updatesPerSecond", workload.updates() / seconds);
        result.put("versions", versions());
        return result;
    }

    private static double[] cpu(List<LiveJob> jobs) throws IOException {
        double[] seconds = new double[jobs.size()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = jobs.get(i).usage().cpuSeconds();
        }
        return seconds;
    }

    /** On the partition of its key, where the helper's word will lie as well. */
    private void send(KafkaProducer<byte[], byte[]> producer, MadeUpdates made, int i) {
        LocalUpdate update = made.update(i);
        byte[] key = update.deviceId().getBytes(UTF_8);
        long now = System.currentTimeMillis();
        String topic = conf.topics().updates();
        if (!shared) {
            byte[] value = UpdateChunks.defaults().of(update).get(0).unsigned();
            producer.send(new ProducerRecord<>(topic, null, now, key, value));
            return;
        }
        byte[] seed = new byte[SeedStream.SEED_BYTES];
        random.nextBytes(seed);
        AggregationSettings settings = model.head().getAggregation();
        UpdateShares shares =
                new UpdateShares(
                        update,
                        settings.getSharingUnit().floatValue(),
                        settings.getClipNorm(),
                        seed);
        producer.send(
                new ProducerRecord<>(conf.partyTopics().shares(), null, now, key, shares.helper()));
        for (byte[] value : shares.leader(CHUNK, now, Optional.empty())) {
            producer.send(new ProducerRecord<>(topic, null, now, key, value));
        }
    }

    /** Made within half a minute of the end: most of what was sent, or the figures mean nothing. */
    private long versions() throws Exception {
        long wanted = workload.updates() * 9L / 10 / workload.buffer();
        long newest = 0;
        long end = System.nanoTime() + LAG.toNanos();
        try (TopicReader lineage =
                TopicReader.fromBeginning(conf.brokers(), conf.topics().lineage())) {
            while (newest < wanted) {
                if (System.nanoTime() > end) {
                    throw new IOException("%d of %d versions came".formatted(newest, wanted));
                }
                for (var record : lineage.poll(Duration.ofMillis(100))) {
                    newest =
                            Math.max(
                                    newest,
                                    RecordCodec.decode(record.value(), VersionLineage.class)
                                            .getVersion());
                }
            }
        }
        return newest;
    }
}
