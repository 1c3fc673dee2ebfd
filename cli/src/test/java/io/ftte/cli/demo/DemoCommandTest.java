package io.ftte.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.FtteProcess;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @TempDir private Path temp;

    @Test
    void call_noBrokerOnTheClassPath_saysWhatToRunInstead() throws Exception {
        String asInTheImage =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.contains("kafka_2.13"))
                        .collect(Collectors.joining(File.pathSeparator));

        try (FtteProcess demo =
                FtteProcess.startOn(
                        asInTheImage, temp.resolve("output"), Map.of(), "demo", "--seed", "1")) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.complaint()).contains("no Kafka broker", "fleet");
        }
    }
}
