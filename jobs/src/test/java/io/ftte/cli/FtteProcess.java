package io.ftte.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own, where it logs as the launcher has it log. */
final class FtteProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path output;

    private FtteProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * @param output takes what the command writes, errors among it
     * @param environment beside that of this process
     */
    static FtteProcess start(Path output, Map<String, String> environment, String... args)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx1g",
                                "-Dlog4j2.configurationFile=classpath:io/ftte/cli/log4j2.properties"));
        for (String opened : List.of("lang", "util", "time", "nio")) {
            command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ftte.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new FtteProcess(builder.redirectOutput(output.toFile()).start(), output);
    }

    /** What it has written so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** Its last line on what went wrong; empty where it has none. */
    String complaint() throws IOException {
        return output().lines()
                .filter(line -> line.startsWith("ftte: "))
                .reduce("", (before, line) -> line);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits for its end, two minutes at most. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The command has not ended; see " + output);
        }
        return process.exitValue();
    }

    /** Asks it to end and waits until it has. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
