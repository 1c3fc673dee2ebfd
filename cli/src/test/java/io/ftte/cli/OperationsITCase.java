package io.ftte.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.encoding.ModelDigest;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.LiveModel;
import io.ftte.fixtures.Runbook;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicRecords;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.Tick;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Walks through the runbooks of the operations manual on one job that runs all the while. */
@ExtendWith(SharedKafka.class)
class OperationsITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REPLAY = Pattern.compile("--set bufferSize=20@(\\d+) --set");

    @TempDir Path temp;

    private LiveModel live;

    @Test
    void runbooks_onARunningJob_doWhatTheManualSays() throws Exception {
        try (LiveModel started = LiveModel.start("operations", temp)) {
            live = started;
            add();
            Instant begin = Instant.now();
            live.train(25);
            live.await("versions", () -> live.lineage(0).size() == 2);
            Instant beforeChange = Instant.now();
            revoke();
            status();
            watch();
            String from = reconfigure();
            replay(from, begin, beforeChange);
            rollBack();
        }
    }

    private Map<String, String> config(String... others) {
        Map<String, String> words = new HashMap<>(Map.of("job.yaml", live.options.toString()));
        for (int i = 0; i < others.length; i += 2) {
            words.put(others[i], others[i + 1]);
        }
        return words;
    }

    private static String succeeded(CommandLineRun run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return run.out();
    }

    private void add() throws Exception {
        succeeded(
                Runbook.section("Add a model").run(0, config("cifar.json", live.model.toString())));
    }

    /** A device that trains nothing; {@code SignaturesITCase} has what comes of it. */
    private void revoke() throws Exception {
        Runbook runbook = Runbook.section("Revoke a device");
        assertThat(runbook.run(0, config()).errorLines())
                .singleElement()
                .asString()
                .contains("operations.devices holds no profile");
        new JobTopics(new Configuration(), live.conf)
                .send(
                        List.of(
                                new ProducerRecord<>(
                                        live.conf.topics().devices(),
                                        "phone-7".getBytes(UTF_8),
                                        RecordCodec.encode(
                                                TopicRecords.profile("phone-7", 1L, "cifar")))));
        assertThat(succeeded(runbook.run(0, config()))).startsWith("revoked phone-7 on");
        assertThat(succeeded(runbook.run(1, config()))).contains("with the keys that it had");
        assertThat(runbook.run(1, config()).errorLines())
                .singleElement()
                .asString()
                .contains("phone-7 is not revoked");
    }

    private void status() throws Exception {
        Runbook runbook = Runbook.section("Status");
        live.await(
                "both versions",
                () -> succeeded(runbook.run(0, config())).matches("(?s).*cifar +0 +2 .*"));
        assertThat(JSON.readTree(succeeded(runbook.run(1, config()))).at("/models/0/id").asText())
                .isEqualTo("cifar");
    }

    /** Runs until it is interrupted, as by Ctrl-C. */
    private void watch() throws Exception {
        Runbook runbook = Runbook.section("Watch");
        int port = free();
        Thread command = new Thread(() -> runbook.run(0, config("8090", "" + port)), "watch");
        command.start();
        URI page = URI.create("http://localhost:%d/state.json".formatted(port));
        live.await("the live page", () -> command.isAlive() && answers(page) && newest(page) == 2);
        command.interrupt();
        command.join();
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(URI page) {
        try (Socket socket = new Socket(page.getHost(), page.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static long newest(URI page) throws IOException {
        return JSON.readTree(page.toURL()).at("/models/0/newest").asLong();
    }

    /** Returns the version from which on the change holds. */
    private String reconfigure() throws Exception {
        Runbook runbook = Runbook.section("Reconfigure a model");
        String said = succeeded(live.whileTraining(() -> runbook.run(0, config())));
        Matcher from = REPLAY.matcher(said);
        assertThat(from.find()).as(said).isTrue();
        long version = Long.parseLong(from.group(1));
        for (VersionLineage made : live.lineage(0)) {
            assertThat(made.getContributions()).hasSize(made.getVersion() <= version ? 10 : 20);
        }
        assertThat(runbook.run(0, config()).out()).contains("cifar has these settings already");
        CommandLineRun refused =
                CommandLineRun.of(
                        "configure",
                        "--model-id=cifar",
                        "--set=averaging.decay=0.9",
                        "--config=" + live.options);
        assertThat(refused.errorLines()).singleElement().asString().contains("averaging cannot");
        assertThat(refused.code()).isEqualTo(2);
        return from.group(1);
    }

    private void replay(String from, Instant begin, Instant beforeChange) throws Exception {
        Runbook runbook = Runbook.section("Replay");
        Map<Long, String> published = digests(live.lineage(0));
        Map<String, String> common =
                config("cifar.json", live.model.toString(), "ftte.updates", updates());

        succeeded(runbook.run(0, config("ftte.updates", updates(), "run", out("run"))));
        assertThat(replayed("run")).containsAllEntriesOf(published);

        Map<String, String> other = config("ftte.updates", updates());
        other.put("bufferSize=20@120", "bufferSize=20@" + from);
        other.put("serverLearningRate=0.5@120", "serverLearningRate=0.5@" + from);
        other.put("other", out("other"));
        succeeded(runbook.run(1, other));
        assertThat(replayed("other"))
                .as("the same changes, given by hand")
                .containsAllEntriesOf(published);

        assertThat(part(runbook, common, begin, beforeChange))
                .isEqualTo("25 updates: 25 admitted (0 late), 0 refused; 2 versions");
        assertThat(replayed("part"))
                .containsExactlyEntriesOf(
                        new TreeMap<>(Map.of(1L, published.get(1L), 2L, published.get(2L))));
        assertThat(part(runbook, common, beforeChange, Instant.now()))
                .startsWith("%,d updates:".formatted(live.sent() - 25));

        Map<String, String> later = new HashMap<>(common);
        later.put("0=120,1=90", "0=" + (firstUpdate(0) + 1) + ",1=" + firstUpdate(1));
        later.put("later", out("later"));
        assertThat(succeeded(runbook.run(3, later)))
                .startsWith("%,d updates:".formatted(live.sent() - 1));
    }

    private String part(Runbook runbook, Map<String, String> common, Instant from, Instant to) {
        Map<String, String> words = new HashMap<>(common);
        words.put("2026-03-01T06:00:00Z", from.toString());
        words.put("2026-03-02T06:00:00Z", "" + to.toEpochMilli());
        words.put("morning", out("part"));
        return succeeded(runbook.run(2, words)).replaceFirst(" in .*\\R", "");
    }

    private String updates() {
        return live.conf.topics().updates();
    }

    private String out(String name) {
        return temp.resolve(name).toString();
    }

    /** Offset of a partition's first record that is no tick. */
    private long firstUpdate(int partition) throws Exception {
        for (ConsumerRecord<byte[], byte[]> record : live.records(updates())) {
            if (record.partition() == partition
                    && !(RecordCodec.decode(record.value()) instanceof Tick)) {
                return record.offset();
            }
        }
        throw new AssertionError("no update in partition " + partition);
    }

    private static Map<Long, String> digests(List<VersionLineage> lineage) {
        return lineage.stream()
                .collect(
                        Collectors.toMap(
                                VersionLineage::getVersion, version -> hex(version.getDigest())));
    }

    private Map<Long, String> replayed(String name) throws Exception {
        Map<Long, String> digests = new TreeMap<>();
        for (String line : Files.readAllLines(temp.resolve(name).resolve("versions.jsonl"))) {
            var version = JSON.readTree(line);
            digests.put(version.get("version").asLong(), version.get("digest").asText());
        }
        digests.remove(0L);
        return digests;
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return ModelDigest.hex(copy);
    }

    private void rollBack() throws Exception {
        Runbook runbook = Runbook.section("Roll back to an exported version");
        VersionLineage newest = live.lineage(0).get(live.lineage(0).size() - 1);
        String exported = temp.resolve("exported.safetensors").toString();
        succeeded(
                runbook.run(
                        0,
                        config(
                                "120",
                                "" + newest.getVersion(),
                                "cifar-120.safetensors",
                                exported)));
        assertThat(Runbook.section("Remove a model").commands())
                .containsExactly(runbook.commands().get(1));
        assertThat(succeeded(runbook.run(1, config())))
                .as("head, chunk of parameters and settings")
                .startsWith("removed cifar from operations.control, 3 records");
        live.await("tombstones", () -> published("cifar/0/").isEmpty());
        live.train(3);
        live.await("refusals", () -> live.rejected().size() == 3);
        assertThat(live.rejected())
                .allMatch(rejection -> rejection.getReason() == RejectionReason.UNKNOWN_MODEL);

        succeeded(
                runbook.run(
                        2,
                        config(
                                "cifar-120.safetensors",
                                exported,
                                "cifar-settings.json",
                                settings())));
        live.await("the new generation", () -> published("cifar/1/").size() == 2);
        ModelShard snapshot =
                RecordCodec.decode(
                        published("cifar/1/").get("cifar/1/snapshot/0"), ModelShard.class);
        assertThat(snapshot.getKind()).isEqualTo(ShardKind.SNAPSHOT);
        float[] parameters = new float[LiveModel.PARAMETERS];
        snapshot.getValues().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(parameters);
        assertThat(ModelDigest.hex(ModelDigest.of(parameters))).isEqualTo(hex(newest.getDigest()));
        live.train(10);
        live.await("a version of it", () -> live.lineage(1).size() == 1);
    }

    /** What readers of the model topic find now, by key. */
    private Map<String, byte[]> published(String prefix) throws Exception {
        Map<String, byte[]> published = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : live.records(live.conf.topics().models())) {
            String key = new String(record.key(), UTF_8);
            if (key.startsWith(prefix) && record.value() != null) {
                published.put(key, record.value());
            } else {
                published.remove(key);
            }
        }
        return published;
    }

    private String settings() throws Exception {
        ObjectNode registration = (ObjectNode) JSON.readTree(live.model.toFile());
        registration.remove(List.of("tensors", "parameters", "eventTime"));
        Path file = temp.resolve("cifar-settings.json");
        JSON.writeValue(file.toFile(), registration);
        return file.toString();
    }
}
