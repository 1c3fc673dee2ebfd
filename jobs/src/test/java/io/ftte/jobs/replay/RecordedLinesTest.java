package io.ftte.jobs.replay;

import static io.ftte.jobs.replay.RecordedFiles.problem;
import static io.ftte.jobs.replay.RecordedFiles.read;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.GoldenScenario;
import io.ftte.operators.stream.RawRecord;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates as text, one a line. */
class RecordedLinesTest {
    @TempDir Path directory;

    @Test
    void lines_goodAndBad_keepArrivalOrderAndCount() throws Exception {
        Path file = directory.resolve("updates.jsonl");
        String good = Files.readAllLines(GoldenScenario.named("ftte").updates()).get(0);
        Files.writeString(file, good + "\nno update\n" + good + "\n");

        Recording recording = Recording.open(file);

        List<RawRecord> records = read(recording);
        assertThat(records).extracting(RawRecord::offset).containsExactly(0L, 1L, 2L);
        assertThat(records)
                .extracting(RawRecord::hasTime)
                .as("which have a time")
                .containsExactly(true, false, true);
        assertThat(records.get(1).refusal()).isNotEmpty();
    }

    @Test
    void lines_markBlankLinesAndGzip_areTheSameUpdates() throws Exception {
        String good = Files.readAllLines(GoldenScenario.named("ftte").updates()).get(0);
        byte[] plain = ("\uFEFF" + good + "\n\n" + good + "\n \t\n\n").getBytes(UTF_8);
        Path text = Files.write(directory.resolve("marked.jsonl"), plain);
        Path packed = directory.resolve("updates.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(plain);
        }
        for (Path file : List.of(text, packed)) {
            List<RawRecord> records = read(Recording.open(file));
            assertThat(records).extracting(RawRecord::refusal).containsOnly("");
            assertThat(records).extracting(RawRecord::offset).containsExactly(0L, 2L);
        }
        byte[] whole = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(whole, whole.length / 2));
        assertThat(problem(packed)).contains("cannot be read behind line");
    }

    @Test
    void open_textThatHoldsNoUpdate_saysWhatIsWrongWithIt() throws Exception {
        String good = Files.readAllLines(GoldenScenario.named("ftte").updates()).get(0);
        Path file = directory.resolve("updates.jsonl");
        for (Charset utf16 : List.of(UTF_16, UTF_16LE, UTF_16BE)) {
            Files.write(file, good.getBytes(utf16));
            assertThat(problem(file)).isEqualTo(file + " is in UTF-16: write it in UTF-8");
        }
        Files.writeString(file, "\nno update\n{}\n");
        assertThat(problem(file))
                .startsWith(file + " holds no update, of its record 1: ")
                .endsWith("name a .jsonl file or an .avro recording");
    }
}
