package io.ftte.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.GoldenScenario;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.schemas.text.UpdateJson;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A part of a topic that is not there is said in one line, before anything runs. */
@ExtendWith(SharedKafka.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RangeITCase {
    private static final int RECORDS = 20;
    private static final int TAKEN = 5;

    @TempDir Path out;

    private Path model;
    private JobTopics topics;
    private JobTopics empty;

    /** Partition 0 has records, the first of which retention took; partition 1 has none. */
    @BeforeAll
    void fill() throws Exception {
        model = GoldenScenario.named("ftte").models().get(0);
        empty = JobTopics.create("replay-nothing", 2, Map.of());
        topics = filled("replay-range");
        retentionTakes(topics, TAKEN);
    }

    private static JobTopics filled(String name) throws Exception {
        JobTopics filled = JobTopics.create(name, 2, Map.of());
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String line :
                Files.readAllLines(GoldenScenario.named("ftte").updates()).subList(0, RECORDS)) {
            UpdateJson.Parsed update = (UpdateJson.Parsed) UpdateJson.parse(line);
            records.add(
                    new ProducerRecord<>(
                            filled.updates(), 0, update.eventTime(), update.key(), update.value()));
        }
        filled.send(records);
        return filled;
    }

    private static void retentionTakes(JobTopics topics, long before) throws Exception {
        try (Admin admin = topics.conf().brokers().open()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(topics.updates(), 0),
                                    RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
--from-offsets=7=0 | %s has no partition 7: in --from-offsets name 0 to 1
--from-offsets=0=4 | Partition 0 of %s holds offsets 5 to 20, not 4: correct --from-offsets
--from-offsets=0=21 | Partition 0 of %s holds offsets 5 to 20, not 21: correct --from-offsets
--from-offsets=1=-1 | Partition 1 of %s holds offsets 0 to 0, not -1: correct --from-offsets
--from-offsets=0=20 | Nothing lies on %s from these offsets: correct --from, --to or --from-offsets
--from=2100-01-01T00:00:00Z | Nothing lies on %s from 2100-01-01T00:00:00Z: correct --from, --to or --from-offsets
--to=1971-01-01T00:00:00Z | Nothing lies on %s before 1971-01-01T00:00:00Z: correct --from, --to or --from-offsets
""")
    void replay_rangeThatIsNotThere_saysSoInOneLine(String range, String line) {
        CommandLineRun run = replay(topics, range);
        assertThat(run.errorLines()).containsExactly("ftte: " + line.formatted(topics.updates()));
        assertThat(run.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
--from-offsets=7=0 | %s has no partition 7: in --from-offsets name 0 to 1
--from-offsets=0=4 | Partition 0 of %s holds offsets 5 to 20, not 4: correct --from-offsets
--to-offsets=0=21 | Partition 0 of %s holds offsets 5 to 20, not 21: correct --to-offsets
--from-offsets=0=20 | Nothing lies on %s at these offsets: correct the range
--from=2100-01-01T00:00:00Z | Nothing lies on %s from 2100-01-01T00:00:00Z: correct the range
""")
    void record_rangeThatIsNotThere_saysSoInOneLine(String range, String line) {
        Path directory = out.resolve("nothing");
        CommandLineRun run = record(directory, range);
        assertThat(run.errorLines()).containsExactly("ftte: " + line.formatted(topics.updates()));
        assertThat(run.code()).isEqualTo(2);
        assertThat(directory).doesNotExist();
    }

    @Test
    void record_rangeOfOffsetsAndThenTheRest_hasEachOnce() throws Exception {
        Path directory = out.resolve("part");
        assertThat(record(directory, "--to-offsets=0=12").err()).isEmpty();
        assertThat(Manifest.read(directory).segments(topics.updates()))
                .extracting(Segment::from, Segment::to, Segment::records)
                .containsExactly(tuple(5L, 12L, 7L));
        assertThat(record(directory, "--from-offsets=0=9").errorLines())
                .singleElement()
                .asString()
                .contains("is a recording already, which goes on where it ends");
        assertThat(record(directory).err()).isEmpty();
        assertThat(Manifest.read(directory).segments(topics.updates()))
                .extracting(Segment::from, Segment::to, Segment::records)
                .containsExactly(tuple(5L, 12L, 7L), tuple(12L, 20L, 8L));
    }

    @Test
    void record_beyondWhatRetentionTook_saysSoInOneLine() throws Exception {
        JobTopics brief = filled("replay-brief");
        Path directory = out.resolve("brief");
        assertThat(record(brief, directory, "--to-offsets=0=8").err()).isEmpty();
        retentionTakes(brief, 12);
        CommandLineRun run = record(brief, directory);
        assertThat(run.errorLines())
                .containsExactly(
                        ("ftte: Partition 0 of %s begins at offset 12 by now, and the recording"
                                        + " ends at 8: retention has taken what lay between; record"
                                        + " into another directory")
                                .formatted(brief.updates()));
        assertThat(run.code()).isEqualTo(2);
        assertThat(record(topics, directory).errorLines())
                .singleElement()
                .asString()
                .contains("is a recording of other topics");
    }

    private CommandLineRun record(Path directory, String... more) {
        return record(topics, directory, more);
    }

    private static CommandLineRun record(JobTopics of, Path directory, String... more) {
        List<String> arguments = new ArrayList<>(List.of("record", "--out=" + directory));
        of.options()
                .toMap()
                .forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(new String[0]));
    }

    @Test
    void replay_topicWithoutARecord_saysSoInOneLine() {
        CommandLineRun run = replay(empty, "--parameters");
        assertThat(run.errorLines())
                .containsExactly(
                        "ftte: Nothing lies on " + empty.updates() + ": name another topic");
        assertThat(run.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"--parameters, 15", "--from-offsets=0=5, 15", "--from-offsets=0=18, 2"})
    void replay_rangeThatIsThere_isReplayed(String range, int updates) {
        CommandLineRun run = replay(topics, range);
        assertThat(run.errorLines()).isEmpty();
        assertThat(run.out()).startsWith(updates + " updates:");
        assertThat(run.code()).isZero();
    }

    private CommandLineRun replay(JobTopics of, String range) {
        return CommandLineRun.of(
                "replay",
                "--model",
                model.toString(),
                "--updates",
                of.updates(),
                "--bootstrap-servers",
                of.conf().brokers().address(),
                "--out",
                out.toString(),
                range);
    }
}
