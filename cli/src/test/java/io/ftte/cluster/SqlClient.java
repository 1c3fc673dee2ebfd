package io.ftte.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The SQL client of a Flink distribution in a process of its own, which runs its queries itself:
 * what {@code sql-client.sh embedded} starts.
 */
public final class SqlClient {
    private static final long SECONDS = 600;
    private static final String CLASS = "org.apache.flink.table.client.SqlClient";
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[a-zA-Z]");

    /** Each query starts a cluster of its own, which is small and runs all its stages at once. */
    private static final String CONFIGURATION =
            """
            execution.target: local
            execution.batch-shuffle-mode: ALL_EXCHANGES_PIPELINED
            jobmanager.scheduler: Default
            parallelism.default: 1
            taskmanager.numberOfTaskSlots: 2
            taskmanager.memory.network.min: 64m
            taskmanager.memory.network.max: 64m
            """;

    private static final List<String> JVM =
            List.of(
                    "-Xmx1g",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Dlog4j2.level=OFF",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED");

    private final Path home;
    private final Path gateway;
    private final List<Path> jars;

    /**
     * @param home where {@code lib/} and {@code opt/} are
     * @param gateway the jar of the SQL gateway, which PyPI's {@code opt/} lacks
     * @param jars that {@code -j} names
     */
    public SqlClient(Path home, Path gateway, List<Path> jars) {
        this.home = home;
        this.gateway = gateway;
        this.jars = List.copyOf(jars);
    }

    /**
     * Runs statements one after the other as if somebody typed them, so that an error ends its own
     * statement alone, and returns all that the client printed, without colours.
     *
     * @param directory for configuration and output
     */
    public String run(String statements, Path directory) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("config.yaml"), CONFIGURATION);
        Path script = Files.writeString(directory.resolve("script.sql"), statements);
        try (ProcessGroup processes = new ProcessGroup(directory)) {
            ProcessBuilder command =
                    ProcessGroup.java(classPath(), JVM, CLASS, arguments(directory));
            command.environment().put("FLINK_CONF_DIR", directory.toString());
            command.redirectInput(script.toFile());
            Process client = processes.start("sql-client", command);
            boolean ended = client.waitFor(SECONDS, TimeUnit.SECONDS);
            String output = Files.readString(processes.log("sql-client"));
            if (!ended || client.exitValue() != 0) {
                throw new IOException("the SQL client has not done its work:\n" + output);
            }
            return COLOURS.matcher(output).replaceAll("");
        }
    }

    private String classPath() {
        return home.resolve("lib") + "/*:" + home.resolve("opt") + "/*:" + gateway;
    }

    private String[] arguments(Path directory) {
        List<String> arguments =
                new ArrayList<>(
                        List.of("embedded", "-hist", directory.resolve("history").toString()));
        for (Path jar : jars) {
            arguments.addAll(List.of("-j", jar.toString()));
        }
        return arguments.toArray(String[]::new);
    }
}
