package io.ftte.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A standalone Flink cluster of processes of their own: a job manager, two task managers of two
 * slots, and the client behind {@code flink run}, from the jars of a distribution.
 */
public final class FlinkDistribution implements AutoCloseable {
    private static final long CLIENT_SECONDS = 300;
    private static final int TASK_MANAGERS = 2;
    private static final List<String> SERVER_JVM =
            List.of(
                    "-Xmx700m",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED");

    /** A client lives for seconds, which the second compiler would spend on it. */
    private static final List<String> CLIENT_JVM =
            List.of(
                    "-Xmx700m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dlog4j2.level=WARN",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String classPath;
    private final Logging logging;
    private final Path configuration;
    private final int restPort;
    private final ProcessGroup processes;

    /** The oldest first. */
    private final Deque<Process> taskManagers = new ArrayDeque<>();

    private Process jobManager;
    private int taskManagersStarted;
    private int clientsStarted;

    /**
     * @param home where {@code lib/} is
     * @param directory for configuration, logs, checkpoints and savepoints
     */
    public FlinkDistribution(Path home, Path directory) throws IOException {
        this(home, directory, Map.of(), Logging.VERBOSE, new ProcessGroup(directory));
    }

    /**
     * @param options of Flink, beside and before those that this cluster has by itself
     * @param logging of the servers
     * @param processes closed with this cluster
     */
    FlinkDistribution(
            Path home,
            Path directory,
            Map<String, String> options,
            Logging logging,
            ProcessGroup processes)
            throws IOException {
        this.logging = logging;
        this.classPath = home.resolve("lib") + "/*";
        this.configuration = Files.createDirectories(directory.resolve("conf"));
        this.restPort = FreePorts.next();
        this.processes = processes;
        Map<String, String> all = defaults(directory);
        all.putAll(options);
        Files.writeString(
                configuration.resolve("config.yaml"),
                all.entrySet().stream()
                        .map(option -> "%s: %s%n".formatted(option.getKey(), option.getValue()))
                        .collect(Collectors.joining()));
    }

    private Map<String, String> defaults(Path directory) throws IOException {
        Map<String, String> options = new TreeMap<>();
        options.put("jobmanager.rpc.address", "localhost");
        options.put("jobmanager.rpc.port", Integer.toString(FreePorts.next()));
        options.put("rest.address", "localhost");
        options.put("rest.port", Integer.toString(restPort));
        options.put("taskmanager.host", "localhost");
        options.put("taskmanager.numberOfTaskSlots", "2");
        options.put("taskmanager.cpu.cores", "2.0");
        options.put("taskmanager.memory.framework.heap.size", "128m");
        options.put("taskmanager.memory.framework.off-heap.size", "128m");
        options.put("taskmanager.memory.jvm-metaspace.size", "256m");
        options.put("taskmanager.memory.jvm-overhead.min", "192m");
        options.put("taskmanager.memory.jvm-overhead.max", "192m");
        options.put("taskmanager.memory.task.heap.size", "512m");
        options.put("taskmanager.memory.task.off-heap.size", "0m");
        options.put("taskmanager.memory.network.min", "96m");
        options.put("taskmanager.memory.network.max", "96m");
        options.put("taskmanager.memory.managed.size", "0m");
        options.put(
                "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
        options.put("io.tmp.dirs", directory.toString());
        return options;
    }

    /** Starts the job manager and the task managers; they need some seconds to be of use. */
    public void start() throws IOException {
        startJobManager();
        for (int i = 0; i < TASK_MANAGERS; i++) {
            startTaskManager();
        }
    }

    void startJobManager() throws IOException {
        jobManager =
                server(
                        "jobmanager",
                        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    }

    void startTaskManager() throws IOException {
        taskManagers.add(
                server(
                        "taskmanager-" + ++taskManagersStarted,
                        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"));
    }

    void killJobManager() throws InterruptedException {
        ProcessGroup.kill(jobManager);
    }

    /** Kills the task manager that has been running longest. */
    void killTaskManager() throws InterruptedException {
        ProcessGroup.kill(taskManagers.remove());
    }

    /** Stops (SIGSTOP) the task manager that has been running longest. */
    void haltTaskManager() throws IOException, InterruptedException {
        ProcessGroup.signal(taskManagers.element(), "STOP");
    }

    /** Lets it run again. */
    void resumeTaskManager() throws IOException, InterruptedException {
        ProcessGroup.signal(taskManagers.element(), "CONT");
    }

    /** The answer of the job manager's REST interface. */
    public JsonNode rest(String path) throws IOException {
        return JSON.readTree(URI.create("http://localhost:" + restPort + path).toURL());
    }

    /** Runs {@code flink} with these arguments and returns what it printed. */
    public String flink(String... arguments) throws IOException, InterruptedException {
        String name = "client-" + ++clientsStarted;
        ProcessBuilder command =
                ProcessGroup.java(
                        classPath,
                        CLIENT_JVM,
                        "org.apache.flink.client.cli.CliFrontend",
                        arguments);
        Process client = processes.start(name, configured(command));
        if (!client.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS)) {
            client.destroyForcibly();
        }
        int code = client.waitFor();
        String output = Files.readString(processes.log(name));
        if (code != 0) {
            throw new IOException("flink " + String.join(" ", arguments) + ":\n" + output);
        }
        return output;
    }

    private Process server(String name, String main) throws IOException {
        List<String> jvm = new ArrayList<>(SERVER_JVM);
        jvm.addAll(logging.jvmOptions(configuration.resolve(name + ".log")));
        return processes.start(
                name,
                configured(
                        ProcessGroup.java(
                                classPath, jvm, main, "--configDir", configuration.toString())));
    }

    private ProcessBuilder configured(ProcessBuilder command) {
        command.environment().put("FLINK_CONF_DIR", configuration.toString());
        return command;
    }

    @Override
    public void close() {
        processes.close();
    }
}
