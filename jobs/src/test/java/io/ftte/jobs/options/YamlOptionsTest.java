package io.ftte.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** YAML has types of its own; options have others. */
class YamlOptionsTest {
    @TempDir private Path directory;

    /** A password of digits is no octal number. */
    @Test
    void read_textThatYamlTakesForANumberOrASwitch_isTakenAsItIsWritten() throws IOException {
        assertThat(
                        read(
                                """
                                job-name: 012345
                                updates-topic: 1.10
                                lineage-topic: 1_000
                                models-topic: 2026-01-01
                                kafka:
                                  ssl.truststore.password: 0123456
                                  sasl.password: 1e5
                                  client.id: no
                                  client.rack: 0x1F
                                  group.id: TRUE
                                """))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "job-name", "012345",
                                "updates-topic", "1.10",
                                "lineage-topic", "1_000",
                                "models-topic", "2026-01-01",
                                "kafka.ssl.truststore.password", "0123456",
                                "kafka.sasl.password", "1e5",
                                "kafka.client.id", "no",
                                "kafka.client.rack", "0x1F",
                                "kafka.group.id", "TRUE"));
    }

    @Test
    void read_quotedText_losesItsQuotesOnly() throws IOException {
        assertThat(read("job-name: '007'\nupdates-topic: \"null\"\nmodels-topic: |-\n  1.0\n"))
                .isEqualTo(
                        Map.of("job-name", "007", "updates-topic", "null", "models-topic", "1.0"));
    }

    @Test
    void read_nothing_isNoOption() throws IOException {
        assertThat(read("")).isEmpty();
        assertThat(read("# job-name: a\n---\n")).isEmpty();
        assertThat(read("---\njob-name: a\n...\n")).isEqualTo(Map.of("job-name", "a"));
    }

    @Test
    void read_secondDocument_isRefused() {
        assertRefused(
                "job-name: a\n---\njob-name: b\n",
                " line 3: a second document begins; write one, without --- between its lines");
        assertRefused("---\n---\njob-name: b\n", " line 3: a second document begins; write one");
    }

    /** The parser hands out the name of what an alias stands for. */
    @Test
    void read_alias_isRefused() {
        assertRefused(
                "job-name: &a x\nkafka.client.id: *a\n",
                " line 2: *a stands for something else; write that out");
    }

    @Test
    void read_nameInBothForms_isRefused() {
        assertRefused(
                "kafka.acks: all\nkafka:\n  acks: 1\n",
                ": kafka.acks is there twice; take one of them out");
    }

    @Test
    void read_noValue_saysHowAWordIsWritten() {
        assertRefused(
                "kafka.sasl.password: null\n",
                ": kafka.sasl.password needs one plain value; a word such as null stands in"
                        + " quotes");
        assertRefused("job-name: [a]\n", ": job-name needs one plain value");
    }

    private void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(OptionsException.class)
                .hasMessageStartingWith(directory.resolve("job.yaml") + message);
    }

    private Map<String, String> read(String yaml) throws IOException {
        return YamlOptions.read(Files.writeString(directory.resolve("job.yaml"), yaml));
    }
}
