package io.ftte.cluster;

import java.nio.file.Path;
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

    /**
     * @param home of the Flink distribution
     */
    static Cluster start(Path home, Workspace workspace) throws Exception {
        Path directory = workspace.directory();
        ZooKeeperProcess zooKeeper =
                ZooKeeperProcess.start(directory.resolve("zookeeper"), workspace.processes());
        FlinkDistribution flink =
                new FlinkDistribution(
                        home, directory, options(zooKeeper, directory), workspace.processes());
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

    /** What makes Flink notice a death in seconds; its defaults are meant for busier networks. */
    private static Map<String, String> options(ZooKeeperProcess zooKeeper, Path directory) {
        return Map.of(
                "high-availability.type", "zookeeper",
                "high-availability.storageDir", directory.resolve("ha").toUri().toString(),
                "high-availability.zookeeper.quorum", zooKeeper.quorum(),
                "high-availability.zookeeper.client.session-timeout", "6 s",
                "heartbeat.interval", "2 s",
                "heartbeat.timeout", "30 s",
                "execution.checkpointing.timeout", "8 s",
                "execution.checkpointing.externalized-checkpoint-retention",
                        "RETAIN_ON_CANCELLATION",
                "restart-strategy.type", "exponential-delay",
                "restart-strategy.exponential-delay.max-backoff", "5 s");
    }
}
