package io.ftte.cluster;

import io.ftte.cli.demo.KafkaStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/**
 * A Kafka of one node in a process of its own. Killed and started again it has the same port and
 * the same data.
 */
final class KafkaProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path properties;
    private final String bootstrapServers;
    private final ProcessGroup processes;
    private Process process;

    private KafkaProcess(Path properties, String bootstrapServers, ProcessGroup processes) {
        this.properties = properties;
        this.bootstrapServers = bootstrapServers;
        this.processes = processes;
    }

    /** Formats the directory and starts the node; returns when it accepts clients. */
    static KafkaProcess start(Path directory, ProcessGroup processes) throws Exception {
        KafkaStorage storage = KafkaStorage.format(directory);
        KafkaProcess kafka =
                new KafkaProcess(storage.file(), storage.bootstrapServers(), processes);
        kafka.start();
        return kafka;
    }

    /** Starts the node and returns when it accepts clients. */
    void start() throws Exception {
        process =
                processes.start(
                        "kafka",
                        ProcessGroup.java(
                                System.getProperty("java.class.path"),
                                List.of("-Xmx600m", "-Dlog4j2.level=WARN"),
                                "kafka.Kafka",
                                properties.toString()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Awaitility.await("an answer of the broker")
                    .atMost(PATIENCE)
                    .failFast("the broker has ended", () -> !process.isAlive())
                    .ignoreExceptions()
                    .until(() -> !admin.describeCluster().nodes().get().isEmpty());
        }
    }

    void kill() throws InterruptedException {
        ProcessGroup.kill(process);
    }

    /** Address for clients, {@code host:port}. */
    String bootstrapServers() {
        return bootstrapServers;
    }
}
