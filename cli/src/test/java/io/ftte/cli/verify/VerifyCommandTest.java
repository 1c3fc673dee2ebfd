package io.ftte.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of files, without any broker; recordings and topics are in {@code RecordITCase}. */
class VerifyCommandTest {
    private static final Path GOLDEN =
            Path.of("..", "jobs", "src", "test", "resources", "golden", "ftte");
    private static final Path VERSIONS = GOLDEN.resolve("expected").resolve("versions.jsonl");

    @TempDir private Path directory;

    @Test
    void verify_updatesAgainstTheVersionsTheyMade_findsNothing() {
        CommandLineRun run = verify("--versions=" + VERSIONS);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("37 versions have the digests of " + VERSIONS + ", in ");
    }

    @Test
    void verify_versionsThatWereAlteredOrAreTooMany_namesTheFirst() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(VERSIONS));
        int version = 9;
        lines.replaceAll(
                line ->
                        line.contains("\"version\":" + version + ",")
                                        || line.contains("\"version\": " + version + ",")
                                ? line.replaceAll("\"digest\": ?\"..", "\"digest\":\"00")
                                : line);
        Path altered = Files.write(directory.resolve("altered.jsonl"), lines);
        CommandLineRun run = verify("--versions=" + altered);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .matches("ftte: version 9 of \\S+ is the first that differs: its digest is .*");

        Path more = directory.resolve("more.jsonl");
        Files.write(more, Files.readAllLines(VERSIONS));
        String last = Files.readAllLines(VERSIONS).get(Files.readAllLines(VERSIONS).size() - 1);
        Files.writeString(
                more,
                last.replaceAll("\"version\": ?37", "\"version\":38") + "\n",
                StandardOpenOption.APPEND);
        assertThat(verify("--versions=" + more).errorLines())
                .singleElement()
                .asString()
                .contains("version 38 of ", "the updates do not give it");
    }

    @Test
    void verify_argumentsThatDoNotGoTogether_areOneLine() throws IOException {
        assertMisused("what was published is not beside");
        assertMisused("give one of --lineage and --versions", "--lineage=l", "--versions=v");
        CommandLineRun nothing =
                CommandLineRun.of("verify", "--updates=" + GOLDEN.resolve("updates.jsonl"));
        assertThat(nothing.errorLines()).singleElement().asString().contains("--model is missing");
        Path empty = Files.writeString(directory.resolve("no.jsonl"), "{}\n");
        assertThat(verify("--versions=" + empty).errorLines())
                .containsExactly("ftte: " + empty + ", line 1: no version with its digest");
    }

    private void assertMisused(String line, String... arguments) {
        CommandLineRun run = verify(arguments);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines()).singleElement().asString().contains(line);
    }

    private static CommandLineRun verify(String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "verify",
                                "--updates=" + GOLDEN.resolve("updates.jsonl"),
                                "--model=" + GOLDEN.resolve("model-0.json"),
                                "--out-of-orderness=500ms"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(new String[0]));
    }
}
