package io.ftte.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobOptionsTest {
    @TempDir private Path directory;

    @Test
    void parse_valuesInBothForms_areRead() {
        Configuration options =
                JobOptions.parse(
                        "--bootstrap-servers", "broker:9092", "--slice-size=2048", "--fresh-start");

        assertThat(options.toMap())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "bootstrap-servers",
                                "broker:9092",
                                "slice-size",
                                "2048",
                                "fresh-start",
                                "true"));
    }

    @Test
    void parse_switchWithValue_takesIt() {
        assertThat(JobOptions.parse("--fresh-start", "false").toMap())
                .containsEntry("fresh-start", "false");
    }

    @Test
    void parse_fileAndCommandLine_commandLineWins() throws IOException {
        Path file = yaml("out-of-orderness: 500ms\ntick-interval: 0\nkafka:\n  acks: all\n");

        AggregationConf conf =
                AggregationConf.of(
                        JobOptions.parse("--config", file.toString(), "--out-of-orderness", "7s"));

        assertThat(conf.outOfOrderness()).isEqualTo(Duration.ofSeconds(7));
        assertThat(conf.tickInterval()).isZero();
        assertThat(conf.kafka()).isEqualTo(Map.of("acks", "all"));
    }

    @Test
    void parse_kafkaPropertyOnCommandLine_isPassedThrough() {
        assertThat(AggregationConf.of(JobOptions.parse("--kafka.linger.ms", "5")).kafka())
                .isEqualTo(Map.of("linger.ms", "5"));
    }

    @Test
    void parse_unknownOption_namesNearest() {
        assertThatThrownBy(() -> JobOptions.parse("--tick-intervall", "1s"))
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        "--tick-intervall is unknown; the nearest known option is tick-interval");
    }

    @Test
    void parse_unknownKeyInFile_namesNearest() throws IOException {
        Path file = yaml("shard-sice: 1024\n");

        assertThatThrownBy(() -> JobOptions.parse("--config", file.toString()))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("file shard-sice is unknown")
                .hasMessageEndingWith("shard-size");
    }

    @Test
    void parse_valueMissing_isRefused() {
        assertThatThrownBy(() -> JobOptions.parse("--job-name"))
                .hasMessage("--job-name needs a value");
    }

    @Test
    void load_namesOfTheCommand_areLeftToIt() {
        Configuration options =
                JobOptions.load(
                        Map.of("partitions", "3", "job-name", "x"),
                        List.of("--slice-size", "1024"),
                        Set.of("partitions"));

        assertThat(options.toMap()).isEqualTo(Map.of("job-name", "x", "slice-size", "1024"));
    }

    @Test
    void load_unknownOption_mayBeNearestToOneOfTheCommand() {
        assertThatThrownBy(
                        () ->
                                JobOptions.load(
                                        Map.of(),
                                        List.of("--partition", "3"),
                                        Set.of("partitions")))
                .hasMessageEndingWith("nearest known option is partitions");
    }

    @Test
    void parse_noOption_isRefused() {
        assertThatThrownBy(() -> JobOptions.parse("job-name", "x"))
                .hasMessageContaining("write --name value");
    }

    @Test
    void parse_fileMissing_saysSo() {
        assertThatThrownBy(() -> JobOptions.parse("--config", "nowhere.yaml"))
                .hasMessage("There is no file nowhere.yaml: correct --config");
    }

    @Test
    void parse_brokenYaml_namesLine() throws IOException {
        Path file = yaml("job-name: a\nparallelism: [1\n");

        assertThatThrownBy(() -> JobOptions.parse("--config", file.toString()))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("options.yaml line ")
                .hasMessageNotContainingAny("\n");
    }

    @Test
    void parse_keyTwiceInYaml_isRefused() throws IOException {
        Path file = yaml("job-name: a\njob-name: b\n");

        assertThatThrownBy(() -> JobOptions.parse("--config", file.toString()))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("job-name");
    }

    private Path yaml(String text) throws IOException {
        return Files.writeString(directory.resolve("options.yaml"), text);
    }
}
