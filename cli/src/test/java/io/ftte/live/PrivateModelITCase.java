package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.LiveModel;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicSet;
import io.ftte.schemas.VersionLineage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A private model from its registration to its verification, by the commands that people run. */
@ExtendWith(SharedKafka.class)
class PrivateModelITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY =
            "91d7ca5330b24f6e8fd0c9a1b2c3d4e591d7ca5330b24f6e8fd0c9a1b2c3d4e6";
    private static final String OTHER = KEY.replace('9', '8');
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "bufferSize", "5",
                    "variance.exponent", "0",
                    "clipNorm", "1",
                    "privacy.noise", "1.5",
                    "privacy.epsilon", "90",
                    "privacy.delta", "1e-6",
                    "privacy.devices", "1000");

    @TempDir private Path temp;

    private Path key;
    private Path other;
    private LiveModel live;
    private List<VersionLineage> lineage;

    @Test
    void model_private_isToldVerifiedAndReplayedWithItsKeyAlone() throws Exception {
        key = Files.writeString(temp.resolve("key"), KEY + "\n");
        other = Files.writeString(temp.resolve("other"), OTHER);
        try (LiveModel started =
                LiveModel.start("private", temp, SETTINGS, "privacy-key-file: " + key + "\n")) {
            live = started;
            assertThat(live.command("publish", "--model=" + live.model).out())
                    .contains("privacy.noise=1.5", "privacy.epsilon=90.0");
            trainTo(3);
            String checkpoint = live.restart();
            trainTo(6);
            assertTold();
            assertKept();
            assertVerified("--updates=private.updates", "--config=" + live.options);
            Path recording = temp.resolve("recording");
            live.command("record", "--out=" + recording);
            assertVerified("--updates=" + recording);
            assertReplayed(recording, checkpoint);
        }
        assertNothingOfTheKey();
    }

    /** Devices whose updates are of one millisecond may come in an order that refuses some. */
    private void trainTo(long version) {
        live.await(
                "version " + version,
                () -> {
                    live.train(3);
                    return live.lineage(0).size() >= version;
                });
    }

    private void assertTold() throws Exception {
        lineage = live.lineage(0);
        String id = PrivacyKey.parse(KEY).id();
        assertThat(lineage).allMatch(version -> version.getPrivacy().getKeyId().equals(id));
        JsonNode privacy =
                JSON.readTree(live.command("status", "--json").out()).at("/models/0/privacy");
        assertThat(privacy.at("/noise").asDouble()).isEqualTo(1.5);
        assertThat(privacy.at("/epsilon").asDouble()).isEqualTo(90);
        assertThat(privacy.at("/epsilonLargest").asDouble()).isBetween(3.0, 90.0);
        assertThat(privacy.at("/devices").asLong()).isEqualTo(7);
        assertThat(privacy.at("/keyId").asText()).isEqualTo(id);
        assertThat(live.command("status").out())
                .containsPattern(
                        "cifar, privacy: epsilon [0-9.]+ of 90.0 spent by the device that took part"
                                + " most often, [0-9.]+ by the median of 7, at delta 1.0E-6; noise"
                                + " 1.5, key "
                                + id);
        assertThat(live.command("inspect", "--version=1").out())
                .contains(
                        "private, noise 1.5 and key %s: after it epsilon 3.319 is spent"
                                .formatted(id));
        assertThat(
                        JSON.readTree(live.command("inspect", "--version=1", "--json").out())
                                .at("/privacy/devices")
                                .asLong())
                .isEqualTo(5);
        assertThat(live.command("inspect", "--csv").out()).contains("epsilonLargest,epsilonMedian");
    }

    /** What would break the promise is refused before it is written. */
    private void assertKept() {
        assertRefused("of privacy only epsilon can change", "privacy.noise=0.5");
        assertRefused("of privacy only epsilon can change", "privacy.devices=5");
        assertRefused("clipNorm is missing", "clipNorm=null");
        assertRefused("variance.exponent must be 0", "variance.exponent=1");
        assertThat(
                        live.command(
                                        "configure",
                                        "--model-id=" + LiveModel.ID,
                                        "--set=privacy.epsilon=80")
                                .out())
                .contains("privacy.epsilon=80.0");
    }

    private void assertRefused(String line, String change) {
        assertOneLine(
                2,
                line,
                "configure",
                "--model-id=" + LiveModel.ID,
                "--set=" + change,
                "--config=" + live.options);
    }

    private void assertVerified(String... arguments) {
        CommandLineRun right = verify(key, arguments);
        assertThat(right.err()).isEmpty();
        assertThat(right.out()).containsPattern("\\d+ versions of 1 models are what was published");
        CommandLineRun wrong = verify(other, arguments);
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.errorLines().get(0))
                .startsWith("ftte: version 1 of cifar is the first that differs: its noise is of")
                .contains(
                        "key %s, and the key given is %s: give the key of the time"
                                .formatted(
                                        PrivacyKey.parse(KEY).id(), PrivacyKey.parse(OTHER).id()));
    }

    private static CommandLineRun verify(Path file, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "verify";
        all[1] = "--privacy-key-file=" + file;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return CommandLineRun.of(all);
    }

    private void assertReplayed(Path recording, String checkpoint) throws Exception {
        Path out = temp.resolve("run");
        assertThat(
                        CommandLineRun.of(
                                        "replay",
                                        "--updates=" + recording,
                                        "--privacy-key-file=" + key,
                                        "--out=" + out)
                                .err())
                .isEmpty();
        List<String> lines = Files.readAllLines(out.resolve("lineage.jsonl"));
        for (VersionLineage version : lineage) {
            int at = (int) version.getVersion() - 1;
            assertThat(Files.readAllLines(out.resolve("versions.jsonl")).get(at))
                    .contains(HexFormat.of().formatHex(version.getDigest().array()));
            assertThat(JSON.readTree(lines.get(at)).at("/privacy/epsilonLargest").asDouble())
                    .isEqualTo(version.getPrivacy().getEpsilonLargest());
        }
        assertThat(CommandLineRun.of("inspect", "--of=" + out, "--csv").out())
                .contains("" + lineage.get(0).getPrivacy().getEpsilonLargest());
        String missing =
                "model cifar is private, and its noise follows from a key: name its file with"
                        + " privacy-key-file, or set the environment variable FTTE_PRIVACY_KEY";
        assertOneLine(2, missing, "verify", "--updates=" + recording);
        assertOneLine(2, missing, "replay", "--updates=" + recording, "--out=" + out);
        assertOneLine(
                1,
                "model cifar is private, and since the restart there is no key",
                "replay",
                "--updates=" + recording,
                "--from-savepoint=" + checkpoint,
                "--out=" + out);
        Path gone = temp.resolve("gone");
        assertOneLine(
                2,
                "privacy-key-file " + gone + " is not on this machine",
                "aggregate",
                "--privacy-key-file=" + gone,
                "--config=" + live.options);
    }

    private static void assertOneLine(int code, String line, String... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.errorLines()).singleElement().asString().contains(line);
        assertThat(run.code()).isEqualTo(code);
    }

    private void assertNothingOfTheKey() throws Exception {
        String raw = new String(HexFormat.of().parseHex(KEY), StandardCharsets.ISO_8859_1);
        for (String topic : TopicSet.ROLES) {
            for (ConsumerRecord<byte[], byte[]> record : live.records("private." + topic)) {
                if (record.value() != null) {
                    assertThat(new String(record.value(), StandardCharsets.ISO_8859_1))
                            .doesNotContain(raw.substring(0, 8), KEY.substring(0, 16));
                }
            }
        }
    }
}
