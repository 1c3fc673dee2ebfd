package io.ftte.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.CommandLineRun;
import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.safetensors.SafetensorsFile;
import io.ftte.schemas.text.UpdateJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
    private static final Path GOLDEN =
            Path.of("..", "jobs", "src", "test", "resources", "golden", "ftte");

    @TempDir private Path directory;

    /** The step comes from ND4J, which devices leave out and the command line must not. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void replay_adaptiveServerStep_findsItsLibrary() {
        CommandLineRun run =
                CommandLineRun.of(
                        "replay",
                        "--model",
                        GOLDEN.resolve("model-0.json").toString(),
                        "--updates",
                        GOLDEN.resolve("updates.jsonl").toString(),
                        "--out",
                        directory.toString(),
                        "--set",
                        "serverOptimizer.name=adam");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("37 versions");
    }

    @Test
    void replay_emptyRecording_saysSoInOneLine() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.jsonl"));

        CommandLineRun run = replay(GOLDEN.resolve("model-0.json"), empty);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errorLines())
                .containsExactly("ftte: " + empty + " holds no update: give another recording");
    }

    @Test
    void replay_recordingUnderAMarkAndCompressed_isTheSame() throws IOException {
        Path marked = directory.resolve("marked.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(marked))) {
            out.write(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
            Files.copy(GOLDEN.resolve("updates.jsonl"), out);
        }

        CommandLineRun run = replay(GOLDEN.resolve("model-0.json"), marked);

        CommandLineRun plain =
                replay(GOLDEN.resolve("model-0.json"), GOLDEN.resolve("updates.jsonl"));
        assertThat(run.errorLines()).isEmpty();
        assertThat(summary(run)).startsWith("300 updates: ").isEqualTo(summary(plain));
    }

    @Test
    void replay_textThatIsNoRecording_saysSoInOneLine() throws IOException {
        Path updates = Files.writeString(directory.resolve("notes.txt"), "one\ntwo\n");

        CommandLineRun run = replay(GOLDEN.resolve("model-0.json"), updates);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .startsWith("ftte: " + updates + " holds no update, of its record 0: ");
    }

    @Test
    void replay_damagedRecording_usesWhatLiesBeforeAndNamesThePlace() throws Exception {
        Path file = directory.resolve("updates.avro");
        try (var writer =
                new DataFileWriter<RecordedRecord>(
                        new SpecificDatumWriter<>(RecordedRecord.class))) {
            writer.setSyncInterval(4096).create(RecordedRecord.getClassSchema(), file.toFile());
            long offset = 0;
            for (String line : Files.readAllLines(GOLDEN.resolve("updates.jsonl"))) {
                UpdateJson.Parsed update = (UpdateJson.Parsed) UpdateJson.parse(line);
                writer.append(
                        new RecordedRecord(
                                0,
                                offset++,
                                update.eventTime(),
                                ByteBuffer.wrap(update.key()),
                                ByteBuffer.wrap(update.value())));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2 - 1] ^= 1;
        for (int i = bytes.length / 2; i < bytes.length * 2 / 3; i++) {
            bytes[i] = 0;
        }
        Files.write(file, bytes);

        CommandLineRun ended = replay(GOLDEN.resolve("model-0.json"), file);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errorLines())
                .singleElement()
                .asString()
                .startsWith("ftte: " + file + " is damaged after byte ")
                .contains("of partition 0")
                .endsWith(": nothing behind it was used; --tolerate goes on there");
        int before = updates(ended);
        assertThat(before).isBetween(50, 200);

        CommandLineRun wentOn = replay(GOLDEN.resolve("model-0.json"), file, "--tolerate");
        assertThat(wentOn.code()).isEqualTo(1);
        assertThat(wentOn.errorLines())
                .singleElement()
                .asString()
                .endsWith(": what lies behind it was used");
        assertThat(updates(wentOn)).isBetween(before + 50, 299);
    }

    /** Below the progress, which a slow machine shows. */
    private static String summary(CommandLineRun run) {
        return run.out().lines().reduce("", (before, line) -> line);
    }

    private static int updates(CommandLineRun run) {
        return Integer.parseInt(summary(run).split(" ")[0]);
    }

    /** publish takes them; they have no settings. */
    @Test
    void replay_safetensors_saysThatItTakesJson() throws IOException {
        Path model = safetensors();

        CommandLineRun run = replay(model, GOLDEN.resolve("updates.jsonl"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines())
                .containsExactly(
                        "ftte: "
                                + model
                                + " holds parameters only: --model takes a registration in JSON"
                                + " here");
    }

    /** The parser takes the first bytes for an encoding, which is no error of JSON to it. */
    @Test
    void replay_bytesThatAreNoText_namesTheFile() throws IOException {
        Path model = Files.move(safetensors(), directory.resolve("model.json"));

        CommandLineRun run = replay(model, GOLDEN.resolve("updates.jsonl"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .startsWith("ftte: " + model + ": not valid JSON: ")
                .endsWith("; correct the file");
    }

    private Path safetensors() throws IOException {
        Path file = directory.resolve("m.safetensors");
        SafetensorsFile.write(file, List.of(new Tensor("w", List.of(2))), new float[2], Map.of());
        return file;
    }

    private CommandLineRun replay(Path model, Path updates, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "replay",
                                "--model",
                                model.toString(),
                                "--updates",
                                updates.toString(),
                                "--out",
                                directory.toString()));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(new String[0]));
    }
}
