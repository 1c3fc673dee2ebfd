package io.ftte.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedKafka.class)
class ConfigureCommandITCase {
    @TempDir private Path directory;

    /** What another release takes by the preset's name may be something else. */
    @Test
    void configure_preset_saysWhatItChangesWrittenOut() throws Exception {
        assertThat(run("topics", "--create").code()).isZero();
        Path model =
                Files.writeString(
                        directory.resolve("model.json"),
                        """
                        {"modelId": "m", "eventTime": 0,
                         "tensors": [{"name": "w", "shape": [2]}],
                         "plans": [{"planId": 1,
                           "trainable": [{"tensor": "w", "from": 0, "to": 2}]}],
                         "parameters": "AAAAAAAAAAA="}
                        """);
        assertThat(run("publish", "--model", model.toString()).err()).isEmpty();

        CommandLineRun run =
                run("configure", "--model-id", "m", "--set", "preset=fedasync", "--wait", "1s");

        assertThat(run.out())
                .isEqualToIgnoringNewLines(
                        "m/settings/1 on configure.control: bufferSize=1 serverLearningRate=0.6"
                                + " variance.exponent=0.0, in force when the next buffer opens");
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .contains("No version of m was made by them within 1s;");
    }

    private static CommandLineRun run(String... args) {
        List<String> line = new ArrayList<>(List.of(args));
        line.addAll(List.of("--bootstrap-servers", SharedKafka.bootstrapServers()));
        for (String topic : TopicSet.ROLES) {
            line.add("--%s-topic=configure.%s".formatted(topic, topic));
        }
        return CommandLineRun.of(line.toArray(String[]::new));
    }
}
