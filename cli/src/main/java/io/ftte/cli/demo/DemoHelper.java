package io.ftte.cli.demo;

import io.ftte.devices.client.SeedSender;
import io.ftte.encoding.LittleEndian;
import io.ftte.encoding.SeedStream;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LocalFlink;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicLayout;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The second party of a demonstration: a Kafka and a job of its own, in this process because a
 * demonstration is.
 */
final class DemoHelper implements AutoCloseable {
    private static final int SHOWN = 4;

    /** Fewest devices of a version. */
    static final int MIN_DEVICES = 5;

    private final EmbeddedKafka kafka;
    private final AggregationConf conf;
    private final AggregationLauncher.Running job;

    private DemoHelper(EmbeddedKafka kafka, AggregationConf conf, AggregationLauncher.Running job) {
        this.kafka = kafka;
        this.conf = conf;
        this.job = job;
    }

    /** A secret of both parties, in a file. */
    static Path key(Path directory) throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return Files.writeString(directory.resolve("party.key"), HexFormat.of().formatHex(secret));
    }

    /**
     * Starts both; the leader's topics are there.
     *
     * @param leader options of the leader's job
     */
    static DemoHelper start(Configuration leader, Path scratch) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        try {
            Configuration options = new Configuration(leader);
            options.set(
                    AggregationOptions.LEADER_BOOTSTRAP_SERVERS,
                    leader.get(AggregationOptions.BOOTSTRAP_SERVERS));
            options.set(AggregationOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
            options.set(AggregationOptions.JOB_NAME, "ftte-helper");
            options.set(AggregationOptions.MIN_DEVICES, MIN_DEVICES);
            options.set(
                    AggregationOptions.CHECKPOINT_DIR,
                    scratch.resolve("helper-checkpoints").toUri().toString());
            AggregationConf conf = AggregationConf.of(options);
            try (Admin admin = conf.brokers().open()) {
                new TopicAdmin(admin, conf.brokers().address(), conf.helperTopicsCommand())
                        .create(conf.helperTopicSpecs(TopicLayout.DEFAULT), 1);
            }
            return new DemoHelper(kafka, conf, new LocalFlink().startHelper(options));
        } catch (Exception e) {
            kafka.close();
            throw e;
        }
    }

    /** Where its Kafka answers. */
    String brokers() {
        return kafka.bootstrapServers();
    }

    /** The devices' way to it. */
    SeedSender seeds() {
        return SeedSender.connect(conf.brokers().clientProperties(), conf.partyTopics().shares());
    }

    /** Why its job has ended by itself; empty while it runs. */
    Optional<Throwable> failure() {
        return job.failure();
    }

    /**
     * What each party has of one update, as lines for a person; empty while there is none of which
     * both have their share.
     *
     * @param leader whose update topic is read
     */
    Optional<String> view(AggregationConf leader) throws IOException, WireException {
        Map<Long, SeedShare> seeds = new HashMap<>();
        try (TopicReader reader =
                TopicReader.fromBeginning(conf.brokers(), conf.partyTopics().shares())) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    SeedShare share = RecordCodec.decode(record.value(), SeedShare.class);
                    seeds.put(SeedStream.id(bytes(share.getSeed())), share);
                }
            }
        }
        UpdateReader ticks = new UpdateReader();
        try (TopicReader reader =
                TopicReader.fromBeginning(leader.brokers(), leader.topics().updates())) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    if (!ticks.isTick(record.value())
                            && RecordCodec.decode(record.value()) instanceof UpdateShare share
                            && share.getFrom() == 0
                            && seeds.containsKey(share.getSeedId())) {
                        return Optional.of(view(share, seeds.get(share.getSeedId())));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static String view(UpdateShare share, SeedShare seed) {
        IntBuffer rest = LittleEndian.ints(bytes(share.getNumbers()));
        IntBuffer stream = LittleEndian.ints(SeedStream.numbers(bytes(seed.getSeed()), 0, SHOWN));
        int[] left = new int[SHOWN];
        int[] together = new int[SHOWN];
        for (int i = 0; i < SHOWN; i++) {
            left[i] = rest.get(i);
            together[i] = rest.get(i) + stream.get(i);
        }
        return """
        what there is of update %d of %s:
          the leader has  %s …
          the helper has  the seed %s
          together        %s … steps, which nobody puts together\
        """
                .formatted(
                        share.getSequence(),
                        share.getDeviceId(),
                        numbers(left),
                        HexFormat.of().formatHex(bytes(seed.getSeed())),
                        numbers(together));
    }

    private static String numbers(int[] numbers) {
        return String.join(", ", Arrays.stream(numbers).mapToObj(Integer::toString).toList());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        try {
            job.close();
        } finally {
            kafka.close();
        }
    }
}
