package io.ftte.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.CommandLineRun;
import java.nio.file.Path;
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
}
