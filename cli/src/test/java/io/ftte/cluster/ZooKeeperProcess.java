package io.ftte.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A ZooKeeper of one node in a process of its own, for Flink's high availability. */
final class ZooKeeperProcess {
    private static final int TICK_MS = 1_000;

    private final int port;

    private ZooKeeperProcess(int port) {
        this.port = port;
    }

    /** Starts it; clients wait for it by themselves. */
    static ZooKeeperProcess start(Path directory, ProcessGroup processes) throws IOException {
        int port = FreePorts.next();
        Path file =
                Files.writeString(
                        Files.createDirectories(directory).resolve("zoo.cfg"),
                        """
                        dataDir=%s
                        clientPortAddress=localhost
                        clientPort=%d
                        tickTime=%d
                        admin.enableServer=false
                        """
                                .formatted(directory.resolve("data"), port, TICK_MS));
        processes.start(
                "zookeeper",
                ProcessGroup.java(
                        System.getProperty("java.class.path"),
                        List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=INFO"),
                        "org.apache.zookeeper.server.ZooKeeperServerMain",
                        file.toString()));
        return new ZooKeeperProcess(port);
    }

    /** Address for clients, {@code host:port}. */
    String quorum() {
        return "localhost:" + port;
    }
}
