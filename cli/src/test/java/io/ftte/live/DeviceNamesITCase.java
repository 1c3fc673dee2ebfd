package io.ftte.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.privacy.DeviceNameKey;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.LiveModel;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicSet;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A lineage that names devices by hashes, by the commands that people run. */
@ExtendWith(SharedKafka.class)
class DeviceNamesITCase {
    private static final String TEXT = "2b7e151628aed2a6abf7158809cf4f3c".repeat(2);
    private static final DeviceNameKey KEY = DeviceNameKey.parse(TEXT);

    /** How the ids of all devices of the fixture begin. */
    private static final String IDS = "device-";

    private static final int DEVICES = 7;

    @TempDir private Path temp;

    private Path key;
    private LiveModel live;

    @Test
    void lineage_withAKey_namesNoDeviceAndIsVerifiedReplayedAndAskedWithIt() throws Exception {
        key = Files.writeString(temp.resolve("names.key"), TEXT + "\n");
        try (LiveModel started =
                LiveModel.start(
                        "names",
                        temp,
                        Map.of("bufferSize", "5"),
                        "device-name-key-file: " + key + "\n")) {
            live = started;
            live.command("publish", "--model=" + live.model);
            live.train(15);
            live.await("version 3", () -> live.lineage(0).size() >= 3);
            live.restart();
            live.train(20);
            live.await("version 7", () -> live.lineage(0).size() >= 7);
            assertNamedByHashes();
            assertLooked();
            Path recording = temp.resolve("recording");
            live.command("record", "--out=" + recording);
            assertVerified("--updates=" + recording);
            assertVerified("--updates=names.updates", "--config=" + topicsAlone());
            assertReplayed(recording);
        }
        // The job is gone, which would take checkpoints away meanwhile.
        assertNothingOfTheKey();
    }

    private Path topicsAlone() throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(live.options));
        lines.removeIf(line -> line.startsWith("device-name-key-file"));
        return Files.write(temp.resolve("topics.yaml"), lines);
    }

    private void assertNamedByHashes() throws Exception {
        Set<String> hashes =
                IntStream.range(0, DEVICES)
                        .mapToObj(i -> KEY.name(LiveModel.ID, IDS + i))
                        .collect(Collectors.toSet());
        List<VersionLineage> lineage = live.lineage(0);
        for (List<VersionLineage> part : List.of(lineage.subList(0, 3), lineage.subList(3, 7))) {
            assertThat(part.stream().flatMap(version -> version.getContributions().stream()))
                    .extracting(Contribution::getDeviceId)
                    .containsAll(hashes)
                    .allMatch(hashes::contains);
        }
        for (String topic : List.of("lineage", "models")) {
            for (ConsumerRecord<byte[], byte[]> record : live.records("names." + topic)) {
                assertThat(new String(record.key(), ISO_8859_1)).doesNotContain(IDS);
                assertThat(new String(record.value(), ISO_8859_1)).doesNotContain(IDS);
            }
        }
    }

    private void assertLooked() throws Exception {
        String hash = KEY.name(LiveModel.ID, "device-3");
        assertThat(live.command("inspect", "--device=device-3").out())
                .contains("COUNTED")
                .contains("device-3: 5 updates counted, 0 refused")
                .doesNotContain(hash);
        String topics = "--config=" + topicsAlone();
        assertThat(CommandLineRun.of("inspect", "--device=" + hash, topics).out())
                .contains(hash + ": 5 updates counted, 0 refused");
        assertThat(CommandLineRun.of("inspect", "--device=device-3", topics).errorLines())
                .singleElement()
                .asString()
                .contains(
                        "No update of device-3 counted or was refused: correct --device; the"
                                + " lineage may name it by a hash, whose key is missing: name its"
                                + " file with device-name-key-file, or set the environment variable"
                                + " FTTE_DEVICE_NAME_KEY");
        String first = live.lineage(0).get(0).getContributions().get(0).getDeviceId();
        assertThat(live.command("inspect", "--version=1").out()).contains(first);
        assertThat(live.command("status").out()).contains("cifar");
    }

    private void assertVerified(String... arguments) throws Exception {
        CommandLineRun right = with(key, arguments);
        assertThat(right.err()).isEmpty();
        assertThat(right.out()).containsPattern("\\d+ versions of 1 models are what was published");
        Path other = Files.writeString(temp.resolve("other.key"), TEXT.replace('2', '3'));
        List<String> without = new ArrayList<>(List.of(arguments));
        without.add(0, "verify");
        for (CommandLineRun wrong :
                List.of(
                        with(other, arguments),
                        CommandLineRun.of(without.toArray(new String[0])))) {
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.errorLines().get(0))
                    .startsWith("ftte: version 1 of cifar is the first that differs: its updates")
                    .contains(
                            "their devices have other names: give the device-name-key-file that"
                                    + " the job had then");
        }
    }

    private static CommandLineRun with(Path file, String... arguments) {
        List<String> all = new ArrayList<>(List.of("verify", "--device-name-key-file=" + file));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(new String[0]));
    }

    private void assertReplayed(Path recording) throws Exception {
        Path named = replayed(recording, "named", "--device-name-key-file=" + key);
        Path plain = replayed(recording, "plain", "--parallelism=2");
        assertThat(Files.readString(named.resolve("versions.jsonl")))
                .isEqualTo(Files.readString(plain.resolve("versions.jsonl")));
        assertThat(Files.readString(plain.resolve("lineage.jsonl"))).contains(IDS);
        assertThat(Files.readString(named.resolve("lineage.jsonl")))
                .doesNotContain(IDS)
                .contains(KEY.name(LiveModel.ID, "device-0"));
        assertThat(
                        CommandLineRun.of(
                                        "inspect",
                                        "--of=" + named,
                                        "--device=device-3",
                                        "--device-name-key-file=" + key)
                                .out())
                .contains("device-3: 5 updates counted");
    }

    private Path replayed(Path recording, String name, String option) {
        Path out = temp.resolve(name);
        CommandLineRun run =
                CommandLineRun.of("replay", "--updates=" + recording, "--out=" + out, option);
        assertThat(run.err()).isEmpty();
        return out;
    }

    /** Neither its bytes nor its digits, on topics or in checkpoints. */
    private void assertNothingOfTheKey() throws Exception {
        String raw = new String(HexFormat.of().parseHex(TEXT), ISO_8859_1);
        List<String> all = new ArrayList<>();
        for (String topic : TopicSet.ROLES) {
            for (ConsumerRecord<byte[], byte[]> record : live.records("names." + topic)) {
                all.add(record.value() == null ? "" : new String(record.value(), ISO_8859_1));
            }
        }
        try (Stream<Path> files = Files.walk(temp.resolve("checkpoints"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.add(Files.readString(file, ISO_8859_1));
            }
        }
        assertThat(all).anyMatch(bytes -> bytes.contains(KEY.id()));
        assertThat(all)
                .noneMatch(bytes -> bytes.contains(raw.substring(0, 8)))
                .noneMatch(bytes -> bytes.contains(TEXT.substring(0, 16)));
    }

    @Test
    void aggregate_keyOfAnotherLength_isRefusedInOneLineWithoutIt() throws Exception {
        Path half = Files.writeString(temp.resolve("half.key"), TEXT.substring(0, 32));
        CommandLineRun run =
                CommandLineRun.of(
                        "aggregate",
                        "--bootstrap-servers=" + SharedKafka.bootstrapServers(),
                        "--device-name-key-file=" + half);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .contains("device-name-key-file " + half + ": a device name key is 32 bytes")
                .doesNotContain(TEXT.substring(0, 8));
    }
}
