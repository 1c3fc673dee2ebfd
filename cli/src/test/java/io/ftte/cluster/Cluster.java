package io.ftte.cluster;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Flink, Kafka and ZooKeeper as processes of their own, as they would stand in production but for
 * their number.
 */
record Cluster(
        FlinkDistribution flink,
        KafkaProcess kafka,
        Optional<CheckpointDisk> disk,
        ProcessGroup processes,
        Path directory) {

    /** What makes Flink notice a death in seconds; its defaults are meant for busier networks. */
    static final Map<String, String> QUICK =
            Map.of(
                    "high-availability.zookeeper.client.session-timeout", "6 s",
                    "heartbeat.interval", "2 s",
                    "heartbeat.timeout", "30 s",
                    "execution.checkpointing.timeout", "8 s",
                    "restart-strategy.type", "exponential-delay",
                    "restart-strategy.exponential-delay.max-backoff", "5 s");

    /**
     * @param home of the Flink distribution
     * @param options of Flink, beside those for high availability
     */
    static Cluster start(
            Path home, Workspace workspace, Map<String, String> options, Logging logging)
            throws Exception {
        Path directory = workspace.directory();
        ZooKeeperProcess zooKeeper =
                ZooKeeperProcess.start(directory.resolve("zookeeper"), workspace.processes());
        Map<String, String> all = new HashMap<>(highAvailability(zooKeeper, directory));
        all.putAll(options);
        FlinkDistribution flink =
                new FlinkDistribution(home, directory, all, logging, workspace.processes());
        flink.start();
        KafkaProcess kafka = KafkaProcess.start(directory.resolve("kafka"), workspace.processes());
        return new Cluster(flink, kafka, workspace.disk(), workspace.processes(), directory);
    }

    /** {@code kill -9} of a task manager; another one starts at once, as with a supervisor. */
    void killTaskManager() throws Exception {
        flink.killTaskManager();
        flink.startTaskManager();
    }

    /** {@code kill -9} of the job manager, which starts again at once. */
    void killJobManager() throws Exception {
        flink.killJobManager();
        flink.startJobManager();
    }

    /** {@code kill -9} of the broker, which starts again at once; returns when it answers. */
    void killBroker() throws Exception {
        kafka.kill();
        kafka.start();
    }

    private static Map<String, String> highAvailability(
            ZooKeeperProcess zooKeeper, Path directory) {
        return Map.of(
                "high-availability.type",
                "zookeeper",
                "high-availability.storageDir",
                directory.resolve("ha").toUri().toString(),
                "high-availability.zookeeper.quorum",
                zooKeeper.quorum(),
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
    }
}
