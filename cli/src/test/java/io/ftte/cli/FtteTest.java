package io.ftte.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.cli.frame.BytesConverter;
import io.ftte.cli.frame.DurationConverter;
import io.ftte.fixtures.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FtteTest {
    @TempDir private Path directory;

    @Test
    void run_help_teachesByExample() {
        CommandLineRun run = CommandLineRun.of("--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("./ftte demo --seed 1", "topics", "publish");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "topics",
                "publish",
                "configure",
                "remove",
                "replay",
                "compare",
                "fleet",
                "watch"
            })
    void run_helpOfCommand_hasExample(String command) {
        CommandLineRun run = CommandLineRun.of(command, "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Example").contains("  ./ftte " + command + " --");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                     | Name a command
                    topic                                  | nearest known command is topics
                    topic --help                           | nearest known command is topics
                    recrd -h                               | nearest known command is record
                    --debugg                               | nearest known option is --debug
                    topics --create --partition 3          | nearest known option is partitions
                    topics --create --tick-intervall 3s    | nearest known option is tick-interval
                    topics --creat                         | nearest known option is create
                    topics --create --partitions many      | many
                    topics --create --updates-retention 1x | is no duration
                    topics --create --max-message-bytes 1k | is no size
                    topics --create --partitions 0 --bootstrap-servers x:1 | write 1 or more
                    topics                                 | --create
                    topics --create                        | bootstrap-servers is missing
                    publish                                | --model
                    demo --target 2                        | write for example 0.96
                    demo --stragglers 60                   | write 0 to 1
                    demo --data nowhere                    | the data set here is digits
                    demo --budget 1KiB                     | write 59152 or more
                    demo --tiers 0                         | tiers is 0: write 1 or more
                    demo --tiers 2 --budget 1KiB           | write 38992 or more
                    demo --budget 1kb                      | is no size
                    demo --lower-budget 0                  | write for example 64KiB
                    demo --page-port 8099-8090             | page-port is 8099-8090: write a port
                    demo --device 5                        | nearest known option is --devices
                    fleet                                  | --model-id
                    fleet --model-id m --devices 0 --bootstrap-servers x:1 | at least 1 device
                    publish --model nowhere.json           | There is no file nowhere.json
                    topics --check --config nowhere.yaml   | There is no file nowhere.yaml
                    configure --model-id m                 | --set
                    configure --model-id m --set a=1 --from-version -1 | give 0 or more
                    remove                                 | --model-id
                    watch                                  | bootstrap-servers is missing
                    watch --port x                         | port is x: write a port such as 8090
                    watch --since -1h                      | is no duration
                    watch --prot 1 --bootstrap-servers x:1 | nearest known option is port
                    replay --model m --updates u --out o --from noon | is no time such as
                    """)
    void run_badArguments_oneLineAndCode2(String line, String advice) {
        CommandLineRun run = CommandLineRun.of(line.isEmpty() ? new String[0] : line.split(" +"));

        assertThat(run.errorLines()).singleElement().asString().contains(advice);
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void run_modelThatIsNoJson_oneLineAndCode2() throws IOException {
        Path file = Files.writeString(directory.resolve("model.json"), "{\n\"modelId\": 1");

        CommandLineRun run = CommandLineRun.of("publish", "--model", file.toString());

        assertThat(run.errorLines()).singleElement().asString().contains("model.json");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void run_unknownKeyInConfigFile_namesNearestAndCode2() throws IOException {
        Path file = yaml("partition: 3\n");

        CommandLineRun run = CommandLineRun.of("topics", "--check", "--config", file.toString());

        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .contains("partition is unknown", "nearest known option is partitions");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void run_configFile_suppliesOptionsAndCommandLineWins() throws IOException {
        Path file = yaml("partitions: 0\nbootstrap-servers: localhost:1\ncreate: true\n");

        assertThat(CommandLineRun.of("topics", "--config=" + file).err())
                .contains("partitions is 0");
        assertThat(CommandLineRun.of("topics", "--config=" + file, "--partitions=-1").err())
                .contains("partitions is -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "no-such-host.invalid:9092"})
    @Timeout(10)
    void run_kafkaUnreachable_oneLineWithinTenSecondsAndCode1(String brokers) {
        CommandLineRun run =
                CommandLineRun.of(
                        "topics",
                        "--check",
                        "--bootstrap-servers",
                        brokers,
                        "--broker-timeout",
                        "4s");

        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .contains("No Kafka broker answers at " + brokers, "correct bootstrap-servers");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void run_debug_showsStackTrace() {
        CommandLineRun run = CommandLineRun.of("topics", "--check", "--debug");

        assertThat(run.err()).contains("at io.ftte.jobs.options.AggregationConf.brokers");
    }

    @Test
    void convert_sizesAndDurations_haveUnits() {
        assertThat(new BytesConverter().convert("256KiB")).isEqualTo(256 * 1024);
        assertThat(new BytesConverter().convert("1 MiB")).isEqualTo(1024 * 1024);
        assertThat(new BytesConverter().convert("12")).isEqualTo(12);
        assertThat(new DurationConverter().convert("10min")).isEqualTo(Duration.ofMinutes(10));
    }

    private Path yaml(String text) throws IOException {
        return Files.writeString(directory.resolve("ftte.yaml"), text);
    }
}
