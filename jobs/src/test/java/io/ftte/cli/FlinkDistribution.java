package io.ftte.cli;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A standalone Flink cluster of processes of their own: a job manager, two task managers, and the
 * client behind {@code flink run}, from the jars of a distribution.
 */
final class FlinkDistribution implements AutoCloseable {
    private static final long CLIENT_SECONDS = 120;

    private final Path home;
    private final Path directory;
    private final List<Process> processes = new ArrayList<>();
    private final Deque<Process> taskManagers = new ArrayDeque<>();
    private int taskManagersStarted;

    /**
     * @param home where {@code lib/} is
     * @param directory for configuration, logs and savepoints
     */
    FlinkDistribution(Path home, Path directory) throws IOException {
        this.home = home;
        this.directory = directory;
        Files.writeString(
                Files.createDirectories(directory.resolve("conf")).resolve("config.yaml"),
                """
                jobmanager.rpc.address: localhost
                jobmanager.rpc.port: %d
                rest.address: localhost
                rest.port: %d
                taskmanager.host: localhost
                taskmanager.numberOfTaskSlots: 2
                taskmanager.cpu.cores: 2.0
                taskmanager.memory.framework.heap.size: 128m
                taskmanager.memory.framework.off-heap.size: 128m
                taskmanager.memory.jvm-metaspace.size: 256m
                taskmanager.memory.jvm-overhead.min: 192m
                taskmanager.memory.jvm-overhead.max: 192m
                taskmanager.memory.task.heap.size: 512m
                taskmanager.memory.task.off-heap.size: 0m
                taskmanager.memory.network.min: 96m
                taskmanager.memory.network.max: 96m
                taskmanager.memory.managed.size: 0m
                execution.checkpointing.dir: %s
                io.tmp.dirs: %s
                """
                        .formatted(
                                freePort(),
                                freePort(),
                                directory.resolve("checkpoints").toUri(),
                                directory));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    void start() throws IOException {
        processes.add(
                java(
                        "jobmanager",
                        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"));
        startTaskManager();
        startTaskManager();
    }

    private void startTaskManager() throws IOException {
        Process process =
                java(
                        "taskmanager-" + ++taskManagersStarted,
                        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
        processes.add(process);
        taskManagers.add(process);
    }

    /** Kills the oldest task manager as {@code kill -9} does, and starts another in its place. */
    void replaceTaskManager() throws IOException, InterruptedException {
        taskManagers.remove().destroyForcibly().waitFor();
        startTaskManager();
    }

    String jobManagerLog() throws IOException {
        return Files.readString(directory.resolve("jobmanager.out"));
    }

    /** Runs {@code flink} with these arguments and returns what it printed. */
    String flink(String... arguments) throws IOException, InterruptedException {
        Path log = directory.resolve("client.out");
        Process client = java("client", "org.apache.flink.client.cli.CliFrontend", arguments);
        if (!client.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS)) {
            client.destroyForcibly();
        }
        String output = Files.readString(log);
        if (client.waitFor() != 0) {
            throw new IOException("flink " + String.join(" ", arguments) + ":\n" + output);
        }
        return output;
    }

    private Process java(String name, String main, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx700m",
                                "-Dlog4j2.level=INFO",
                                "--add-opens=java.base/java.util=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "-cp",
                                home.resolve("lib") + "/*",
                                main));
        boolean isClient = name.equals("client");
        if (!isClient) {
            command.addAll(List.of("--configDir", directory.resolve("conf").toString()));
        }
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(name + ".out").toFile());
        builder.environment().put("FLINK_CONF_DIR", directory.resolve("conf").toString());
        return builder.start();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
        }
        for (Process process : processes) {
            process.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
