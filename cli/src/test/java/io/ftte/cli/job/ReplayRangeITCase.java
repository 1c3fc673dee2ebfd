package io.ftte.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.GoldenScenario;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.schemas.text.UpdateJson;
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
class ReplayRangeITCase {
    private static final int RECORDS = 20;
    private static final int TAKEN = 5;

    @TempDir Path out;

    private Path model;
    private JobTopics topics;
    private JobTopics empty;

    /** Partition 0 has records, the first of which retention took; partition 1 has none. */
    @BeforeAll
    void fill() throws Exception {
        GoldenScenario scenario = GoldenScenario.named("ftte");
        model = scenario.models().get(0);
        topics = JobTopics.create("replay-range", 2, Map.of());
        empty = JobTopics.create("replay-nothing", 2, Map.of());
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String line : Files.readAllLines(scenario.updates()).subList(0, RECORDS)) {
            UpdateJson.Parsed update = (UpdateJson.Parsed) UpdateJson.parse(line);
            records.add(
                    new ProducerRecord<>(
                            topics.updates(), 0, update.eventTime(), update.key(), update.value()));
        }
        topics.send(records);
        try (Admin admin = topics.conf().brokers().open()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(topics.updates(), 0),
                                    RecordsToDelete.beforeOffset(TAKEN)))
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
