package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.LiveModel;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.Tampering;
import io.ftte.schemas.VersionLineage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorded directory is all that it takes to derive every version again, and to see tampering.
 */
@ExtendWith(SharedKafka.class)
class RecordITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HALF = LiveModel.PARAMETERS / 2;

    @TempDir private Path temp;

    private String checkpoint;
    private List<VersionLineage> lineage;

    /** Settings that change once, a plan that changes twice, and a restart in the middle. */
    @Test
    void recording_ofAModelThatChanged_givesItAgainFromTheStartAndTheMiddle() throws Exception {
        Path recording = recorded();
        List<String> digests = digests(lineage);

        List<Path> runs = new ArrayList<>();
        for (String parallelism : List.of("1", "1", "2", "2")) {
            Path out = temp.resolve("replay" + runs.size());
            run("replay", "--updates=" + recording, "--parallelism=" + parallelism, "--out=" + out);
            assertThat(digests(out)).as("parallelism %s", parallelism).isEqualTo(digests);
            runs.add(out);
        }
        for (Path run : runs) {
            for (String file : List.of("versions.jsonl", "lineage.jsonl", "rejected.jsonl")) {
                assertThat(Files.mismatch(run.resolve(file), runs.get(0).resolve(file)))
                        .as("%s of %s", file, run)
                        .isEqualTo(-1);
            }
        }
        assertGoesOnFromTheMiddle(recording, digests);
        assertVerifies(recording);
        assertInspects(recording, runs.get(0));
        assertFindsWhatIsWrong(recording);
    }

    private void assertInspects(Path recording, Path replayed) throws Exception {
        String table = run("inspect", "--of=" + recording).out();
        assertThat(table)
                .startsWith("the last 20 of ")
                .contains("stalenessP95", "nothing was refused");
        assertThat(run("inspect", "--of=" + recording, "--last=1000").out().lines())
                .hasSize(lineage.size() + 2);

        JsonNode versions = JSON.readTree(run("inspect", "--of=" + recording, "--json").out());
        assertThat(versions).hasSize(lineage.size());
        JsonNode ofRun = JSON.readTree(run("inspect", "--of=" + replayed, "--json").out());
        for (int i = 0; i < versions.size(); i++) {
            assertThat(versions.get(i).get("digest")).isEqualTo(ofRun.get(i).get("digest"));
            assertThat(versions.get(i).get("contributions"))
                    .hasSameSizeAs(ofRun.get(i).get("contributions"));
        }

        List<String> csv =
                run("inspect", "--of=" + recording, "--rows=contributions", "--csv")
                        .out()
                        .lines()
                        .toList();
        assertThat(csv.get(0)).startsWith("modelId,generation,version,eventTime,deviceId,");
        assertThat(csv)
                .hasSize(1 + lineage.stream().mapToInt(v -> v.getContributions().size()).sum());

        Path avro = temp.resolve("contributions.avro");
        run("inspect", "--of=" + recording, "--rows=contributions", "--avro=" + avro);
        try (DataFileReader<GenericRecord> rows =
                new DataFileReader<>(avro.toFile(), new GenericDatumReader<>())) {
            assertThat(rows.getSchema().getField("staleness").schema().getType())
                    .isEqualTo(Schema.Type.LONG);
            assertThat(rows.iterator()).toIterable().hasSize(csv.size() - 1);
        }
        assertExplains(recording);
    }

    /** Of the version whose settings and plan had changed. */
    private void assertExplains(Path recording) throws Exception {
        VersionLineage last = lineage.get(lineage.size() - 1);
        JsonNode why =
                JSON.readTree(
                        run(
                                        "inspect",
                                        "--of=" + recording,
                                        "--version=" + last.getVersion(),
                                        "--json")
                                .out());
        assertThat(why.get("settings").get("number").asInt()).isEqualTo(1);
        assertThat(why.get("settings").get("text").asText()).contains("bufferSize=4");
        assertThat(why.get("plans").get(0).get("planId").asInt()).isEqualTo(3);
        assertThat(why.get("plans").get(0).get("parameters").asInt()).isEqualTo(HALF / 2);
        assertThat(why.get("moved").asDouble()).isPositive();
        assertThat(why.get("tensors").get(0).get("tensor").asText()).isEqualTo("w");
        JsonNode part = why.get("contributions").get(0);
        assertThat(
                        part.get("ageFactor").asDouble()
                                * part.get("varianceFactor").asDouble()
                                * part.get("exampleFactor").asDouble())
                .isCloseTo(part.get("weight").asDouble(), within(1e-12));
        assertThat(run("inspect", "--of=" + recording, "--version=" + last.getVersion()).out())
                .startsWith("version %d of cifar, ".formatted(last.getVersion()))
                .contains("plan 3, in force since version", "moved", "digest ");

        String device = last.getContributions().get(0).getDeviceId();
        assertThat(run("inspect", "--of=" + recording, "--device=" + device).out())
                .contains("COUNTED", device + ": ", " updates counted, 0 refused");
        assertOneLine(
                "No update of nobody counted or was refused: correct --device",
                "--of=" + recording,
                "--device=nobody");
        assertOneLine(
                "No version 9999 is recorded, the last is %d: correct --version or --model-id"
                        .formatted(last.getVersion()),
                "--of=" + recording,
                "--version=9999");
        assertOneLine(
                temp + " is no recording and no run: name what record or replay wrote",
                "--of=" + temp);
    }

    private static void assertOneLine(String line, String... arguments) {
        List<String> all = new ArrayList<>(List.of("inspect"));
        all.addAll(List.of(arguments));
        CommandLineRun run = CommandLineRun.of(all.toArray(new String[0]));
        assertThat(run.errorLines()).containsExactly("ftte: " + line);
        assertThat(run.code()).isEqualTo(2);
    }

    private void assertGoesOnFromTheMiddle(Path recording, List<String> digests) throws Exception {
        for (String from : List.of(recording.toString(), "recorded.updates")) {
            Path out = temp.resolve("middle" + from.hashCode());
            List<String> arguments =
                    new ArrayList<>(
                            List.of(
                                    "replay",
                                    "--updates=" + from,
                                    "--from-savepoint=" + checkpoint,
                                    "--out=" + out));
            arguments.add("--config=" + temp.resolve("job.yaml"));
            assertThat(CommandLineRun.of(arguments.toArray(new String[0])).err()).isEmpty();
            List<String> rest = digests(out);
            assertThat(rest).as("from the middle of %s", from).isNotEmpty();
            assertThat(rest.size()).isLessThan(digests.size());
            assertThat(digests).endsWith(rest.toArray(new String[0]));
        }
        Path out = temp.resolve("what-if");
        run(
                "replay",
                "--updates=" + recording,
                "--from-savepoint=" + checkpoint,
                "--set=bufferSize=2",
                "--out=" + out);
        assertThat(digests(out).size())
                .as("versions with smaller buffers")
                .isGreaterThan(
                        digests(temp.resolve("middle" + recording.toString().hashCode())).size());
    }

    private void assertVerifies(Path recording) {
        assertThat(run("verify", "--updates=" + recording).out())
                .startsWith(
                        "%d versions of 1 models are what was published, and "
                                .formatted(lineage.size()));
        assertThat(
                        CommandLineRun.of(
                                        "verify",
                                        "--updates=recorded.updates",
                                        "--config=" + temp.resolve("job.yaml"))
                                .out())
                .startsWith(lineage.size() + " versions of 1 models are what was published");
    }

    private void assertFindsWhatIsWrong(Path recording) throws Exception {
        Tampering tampering = new Tampering(recording, temp);
        assertThat(verify(tampering.flipByte("recorded.updates")))
                .anyMatch(line -> line.contains("is damaged after byte") && line.contains("offset"))
                .anyMatch(line -> line.matches("ftte: version \\d+ of cifar is the first that .*"));
        assertThat(verify(tampering.remove("recorded.updates")))
                .anyMatch(line -> line.matches(".*avro is missing: partition \\d, offsets .*"));
        assertThat(verify(tampering.remove("recorded.control")))
                .as("no version is named for what is not an update")
                .hasSize(2)
                .first()
                .asString()
                .contains("recorded.control/", "avro is missing: partition 0, offsets 0 to ");
        assertThat(replay(tampering.remove("recorded.control")))
                .singleElement()
                .asString()
                .endsWith(".avro is missing: restore it, or record anew");
        assertThat(replay(tampering.remove("recorded.updates")))
                .singleElement()
                .asString()
                .contains(".avro is missing: nothing behind it was used");
        assertThat(replay(tampering.empty("recorded.updates")))
                .singleElement()
                .asString()
                .contains(".avro is no Avro recording", "nothing behind it was used");
        assertThat(replay(tampering.cutManifest()))
                .singleElement()
                .asString()
                .contains("manifest.json cannot be understood: not valid JSON: ")
                .doesNotContain("Source");
        assertThat(verify(tampering.swap("recorded.updates")))
                .anyMatch(
                        line -> line.matches(".* has partition \\d, offset \\d+ where offset .*"));
        assertThat(verify(tampering.changeUpdate()))
                .anyMatch(line -> line.contains("is not the file that was recorded"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "ftte: version \\d+ of cifar is the first that differs:"
                                                + " .*"));
        assertThat(verify(tampering.changeLineage(5)))
                .anyMatch(
                        line ->
                                line.contains("version 5 of cifar: its chain is not")
                                        && line.contains("recorded.lineage, partition"));
        assertThat(verify(tampering.dropLineage(4)))
                .anyMatch(line -> line.contains("the lineage lacks the version before it"));
        assertThat(verify(tampering.changeShard()))
                .anyMatch(line -> line.contains(" is not what its updates give"));
    }

    private List<String> replay(Path recording) {
        CommandLineRun run =
                CommandLineRun.of(
                        "replay", "--updates=" + recording, "--out=" + temp.resolve("damaged"));
        assertThat(run.code()).as(run.out()).isEqualTo(1);
        return run.errorLines();
    }

    private static List<String> verify(Path recording) {
        CommandLineRun run =
                CommandLineRun.of("verify", "--updates=" + recording, "--out-of-orderness=200ms");
        assertThat(run.code()).as(run.out()).isEqualTo(1);
        assertThat(run.errorLines()).allMatch(line -> line.startsWith("ftte: "));
        return run.errorLines();
    }

    private Path recorded() throws Exception {
        Path recording = temp.resolve("recording");
        try (LiveModel live = LiveModel.start("recorded", temp)) {
            live.command("publish", "--model=" + live.model);
            // Before any version: its snapshot is published anew, under the same key and version.
            live.publishPlan(2, HALF);
            live.await("the plan", () -> live.announces(2));
            live.train(25);
            live.await("two versions", () -> live.lineage(0).size() >= 2);
            live.whileTraining(
                    () ->
                            live.command(
                                    "configure",
                                    "--model-id=" + LiveModel.ID,
                                    "--set=bufferSize=4",
                                    "--wait=60s"));
            live.train(20, 2, HALF);
            live.command("record", "--out=" + recording);
            live.await("versions", () -> live.sent() - live.contributions() < 4);
            live.train(2, 2, HALF);
            checkpoint = live.restart();
            live.publishPlan(3, HALF / 2);
            live.await("the plan", () -> live.announces(3));
            live.train(40, 3, HALF / 2);
            live.await("versions", () -> live.sent() - live.contributions() < 4);
            live.command("record", "--out=" + recording);
            lineage = live.lineage(0);
            assertThat(live.rejected()).isEmpty();
        }
        return recording;
    }

    /** Of the directory alone: neither broker nor option is named. */
    private static CommandLineRun run(String... args) {
        CommandLineRun run = CommandLineRun.of(args);
        assertThat(run.err()).isEmpty();
        return run;
    }

    private static List<String> digests(List<VersionLineage> lineage) {
        return lineage.stream()
                .map(version -> HexFormat.of().formatHex(version.getDigest().array()))
                .toList();
    }

    private static List<String> digests(Path out) throws Exception {
        List<String> digests = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve("versions.jsonl"))) {
            JsonNode version = JSON.readTree(line);
            digests.add(version.get("digest").asText());
        }
        return digests;
    }
}
