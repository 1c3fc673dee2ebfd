package io.ftte.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.LittleEndian;
import io.ftte.encoding.SeedStream;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.FtteProcess;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.SharedUpdates;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicLayout;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two parties, each a process of its own, make one model; one of them is killed over and over. */
@ExtendWith(SharedKafka.class)
class TwoPartiesITCase {
    private static final int PARAMETERS = 3_000;
    private static final int BUFFER = 6;

    /** Updates between two kills; not a multiple of the buffer, which is half full then. */
    private static final int UPDATES = 20;

    /** More of them find rarer moments: {@code -Dparties.kills=20}. */
    private static final int KILLS = Integer.getInteger("parties.kills", 2);

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir Path directory;

    private final Random random = new Random(7);
    private final SharedUpdates updates = new SharedUpdates(PARAMETERS);
    private JobTopics leader;
    private JobTopics helper;
    private String shares;

    /**
     * @param name before the topics of this test
     * @param minNoise that the helper wants
     */
    private void topics(String name, String minNoise) throws Exception {
        shares = name + ".shares";
        Path key = key("party", "0123456789abcdef");
        leader =
                JobTopics.create(
                        name + "-leader",
                        2,
                        options(
                                "leader",
                                Map.of(
                                        "party-key-file",
                                        key.toString(),
                                        "privacy-key-file",
                                        key("leader", "1").toString(),
                                        "out-of-orderness",
                                        "200ms",
                                        "tick-interval",
                                        "100ms",
                                        "sum-requests-topic",
                                        name + ".requests",
                                        "sums-topic",
                                        name + ".sums")));
        helper =
                JobTopics.named(
                        name + "-helper",
                        options(
                                "helper",
                                Map.of(
                                        "party-key-file",
                                        key.toString(),
                                        "privacy-key-file",
                                        key("helper", "2").toString(),
                                        "min-noise",
                                        minNoise,
                                        "leader-bootstrap-servers",
                                        SharedKafka.bootstrapServers(),
                                        "min-devices",
                                        "3",
                                        "updates-topic",
                                        leader.updates(),
                                        "sum-requests-topic",
                                        name + ".requests",
                                        "sums-topic",
                                        name + ".sums",
                                        "shares-topic",
                                        shares)));
        try (Admin admin = helper.conf().brokers().open()) {
            new TopicAdmin(admin, "", "")
                    .create(helper.conf().helperTopicSpecs(TopicLayout.DEFAULT), 1);
        }
    }

    private Path key(String name, String digits) throws Exception {
        return Files.writeString(
                directory.resolve(name + ".key"), digits.repeat(64 / digits.length()));
    }

    private Map<String, String> options(String name, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(more);
        options.put("checkpoint-interval", "300ms");
        options.put("checkpoint-dir", directory.resolve(name).toUri().toString());
        options.put("parallelism", "2");
        options.put("slice-size", "1024");
        return options;
    }

    @Test
    void run_bothKilledOverAndOver_givesTheModelOfTheSameUpdatesInTheClear() throws Exception {
        topics("clear", "0");
        List<VersionLineage> lineage = train(SharedUpdates.settings(BUFFER, "sgd"));
        assertThat(TestModels.digests(lineage)).isEqualTo(updates.digestsInTheClear(lineage));
        assertThatSharesTellNothing();
    }

    /** Noise that is lost with a process comes again, of both parties. */
    @Test
    void run_privateModelAndBothKilled_hasNoiseOfBothThatAReplayRepeats() throws Exception {
        topics("private", "2");
        List<VersionLineage> lineage =
                train(
                        AggregationSettings.newBuilder(SharedUpdates.settings(BUFFER, "sgd"))
                                .setPrivacyNoise(2.0)
                                .setPrivacyEpsilon(50.0)
                                .setPrivacyDelta(1e-4)
                                .setPrivacyDevices(1_000L)
                                .build());
        assertThat(TestModels.digests(lineage))
                .doesNotContainAnyElementsOf(updates.digestsInTheClear(lineage));
        assertThat(lineage.get(lineage.size() - 1).getPrivacy().getDevices())
                .isEqualTo((long) lineage.size() * BUFFER);
        assertRecordingVerifies(lineage.size());
    }

    /**
     * The helper's sums are in it, with its noise; only keys are not. What one run was told, a
     * later one that is not told keeps.
     */
    private void assertRecordingVerifies(int versions) throws Exception {
        List<String> lines = new ArrayList<>();
        leader.options().toMap().forEach((key, value) -> lines.add(key + ": '" + value + "'"));
        Path all = Files.write(directory.resolve("all.yaml"), lines);
        lines.removeIf(line -> line.matches("(party-key-file|out-of-orderness|slice-size):.*"));
        Path some = Files.write(directory.resolve("some.yaml"), lines);
        Path recording = directory.resolve("recording");
        for (Path options : List.of(some, all, some)) {
            assertThat(
                            CommandLineRun.of("record", "--config=" + options, "--out=" + recording)
                                    .err())
                    .isEmpty();
        }
        String updates = "--updates=" + recording;
        String noise = "--privacy-key-file=" + directory.resolve("leader.key");
        String party = "--party-key-file=" + directory.resolve("party.key");
        CommandLineRun verified = CommandLineRun.of("verify", updates, noise, party);
        assertThat(verified.err()).isEmpty();
        assertThat(verified.out())
                .startsWith(versions + " versions of 1 models are what was published");
        assertThat(CommandLineRun.of("verify", updates, noise).errorLines())
                .containsExactly(
                        "ftte: two parties aggregate model shared: give the leader's"
                                + " party-key-file, and topics or a recording that has its"
                                + " helper's sums");
    }

    /** Trains a model of so many versions while both are killed, and checks what always holds. */
    private List<VersionLineage> train(AggregationSettings settings) throws Exception {
        ModelDefinition model =
                TestModels.zeros(
                        SharedUpdates.MODEL, PARAMETERS, settings, System.currentTimeMillis());
        leader.register(model);
        FtteProcess leading = start(leader, "aggregate", "leading");
        FtteProcess helping = start(helper, "helper", "helping");
        try {
            for (int round = 0; round <= KILLS; round++) {
                send(round);
                if (round < KILLS) {
                    // Waits for nothing: the moment is what is drawn.
                    Thread.sleep(random.nextInt(3_000));
                    if (round % 2 == 0) {
                        helping.kill();
                        helping = start(helper, "helper", "helping-" + round);
                    } else {
                        leading.kill();
                        leading = start(leader, "aggregate", "leading-" + round);
                    }
                }
            }
            await(leading, helping, (KILLS + 1) * UPDATES / BUFFER);
        } finally {
            leading.kill();
            helping.kill();
        }
        List<VersionLineage> lineage = leader.lineage();
        assertThat(lineage).extracting(VersionLineage::getVersion).doesNotHaveDuplicates();
        assertThat(lineage.stream().flatMap(version -> version.getContributions().stream()))
                .extracting(c -> c.getDeviceId() + " " + c.getSequence())
                .doesNotHaveDuplicates();
        assertThat(TestModels.digests(lineage))
                .isEqualTo(TestModels.digests(model, leader.shards()));
        assertThat(TestModels.digests(leader.replay(model, directory).lineage()))
                .as("a replay, which takes the helper's sums from their topic")
                .isEqualTo(TestModels.digests(lineage));
        return lineage;
    }

    private FtteProcess start(JobTopics topics, String command, String log) throws Exception {
        return FtteProcess.job(command, topics, directory.resolve(log));
    }

    private void await(FtteProcess leading, FtteProcess helping, int versions) {
        Awaitility.await("versions of two parties")
                .atMost(PATIENCE)
                .failFast(
                        () -> {
                            assertThat(leading.alive()).as(leading.complaint()).isTrue();
                            assertThat(helping.alive()).as(helping.complaint()).isTrue();
                        })
                .until(() -> leader.lineage().size() == versions);
    }

    /** One of each device of the round, in shares. */
    private void send(int round) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
            SharedUpdates.Shares both = updates.of("device-" + round + "-" + i, round, 0);
            long time = System.currentTimeMillis();
            byte[] key = both.deviceId().getBytes(UTF_8);
            records.add(new ProducerRecord<>(shares, null, time, key, both.helper()));
            for (byte[] chunk : both.leader(time)) {
                records.add(new ProducerRecord<>(leader.updates(), null, time, key, chunk));
            }
        }
        leader.send(records);
    }

    /**
     * All that each party got: alone the bytes of either are as evenly spread as random ones, and
     * together they give every update back.
     */
    private void assertThatSharesTellNothing() throws Exception {
        Map<Long, byte[]> seeds = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : helper.committed(shares)) {
            byte[] seed = bytes(RecordCodec.decode(record.value(), SeedShare.class).getSeed());
            seeds.put(SeedStream.id(seed), seed);
        }
        long[] counts = new long[256];
        int[] back = new int[PARAMETERS];
        int whole = 0;
        for (ConsumerRecord<byte[], byte[]> record : leader.committed(leader.updates())) {
            if (RecordCodec.decode(record.value()) instanceof UpdateShare share) {
                byte[] numbers = bytes(share.getNumbers());
                for (byte b : numbers) {
                    counts[b & 0xFF]++;
                }
                int from = share.getFrom();
                int count = numbers.length / Integer.BYTES;
                IntBuffer stream =
                        LittleEndian.ints(
                                SeedStream.numbers(seeds.get(share.getSeedId()), from, count));
                IntBuffer rest = LittleEndian.ints(numbers);
                for (int i = 0; i < count; i++) {
                    back[from + i] = rest.get(i) + stream.get(i);
                }
                if (from + count == PARAMETERS) {
                    whole++;
                    assertThat(back)
                            .isEqualTo(updates.integers(share.getDeviceId(), share.getSequence()));
                }
            }
        }
        assertThat(whole).isEqualTo((KILLS + 1) * UPDATES);
        assertThat(SharedUpdates.chiSquared(counts))
                .as("255 degrees of freedom")
                .isBetween(150.0, 380.0);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
