package io.ftte.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * A directory made ready for a Kafka of one node, which may then run in any process.
 *
 * @param file the node's properties, in the directory
 * @param properties what stands in it
 * @param bootstrapServers address for clients, {@code host:port}
 */
public record KafkaStorage(Path file, Properties properties, String bootstrapServers) {

    /**
     * Chooses free ports of the loopback interface and formats the directory.
     *
     * @throws IOException if the directory cannot be written or formatted
     */
    public static KafkaStorage format(Path directory) throws IOException {
        return format(directory, "PLAINTEXT", Map.of(), List.of());
    }

    /**
     * The same with another way in.
     *
     * @param protocol that clients speak
     * @param settings of the node, which win over those that it has anyway
     * @param arguments for the formatting of the directory, such as users
     */
    static KafkaStorage format(
            Path directory, String protocol, Map<String, String> settings, List<String> arguments)
            throws IOException {
        Ports ports = Ports.free();
        Properties properties = properties(directory.resolve("log"), protocol, ports);
        properties.putAll(settings);
        Path file = Files.createDirectories(directory).resolve("server.properties");
        format(file, properties, arguments);
        return new KafkaStorage(file, properties, "localhost:" + ports.broker());
    }

    private static Properties properties(Path log, String protocol, Ports ports) {
        Properties p = new Properties();
        p.put("node.id", "1");
        p.put("process.roles", "broker,controller");
        p.put(
                "listeners",
                "%s://localhost:%d,CONTROLLER://localhost:%d"
                        .formatted(protocol, ports.broker(), ports.controller()));
        p.put(
                "listener.security.protocol.map",
                "%s:%s,CONTROLLER:PLAINTEXT".formatted(protocol, protocol));
        p.put("security.inter.broker.protocol", protocol);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("controller.quorum.voters", "1@localhost:" + ports.controller());
        p.put("log.dirs", log.toString());
        p.put("auto.create.topics.enable", "false");
        // One node holds the only replica of everything.
        p.put("offsets.topic.replication.factor", "1");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        // Internal topics of one partition and few threads make it start quickly.
        p.put("offsets.topic.num.partitions", "1");
        p.put("transaction.state.log.num.partitions", "1");
        p.put("share.coordinator.state.topic.num.partitions", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("background.threads", "2");
        p.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        return p;
    }

    private static void format(Path file, Properties properties, List<String> more)
            throws IOException {
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "format",
                                "--cluster-id",
                                Uuid.randomUuid().toString(),
                                "--config",
                                file.toString()));
        arguments.addAll(more);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code =
                StorageTool.execute(
                        arguments.toArray(String[]::new),
                        new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new IOException(
                    "Kafka could not format "
                            + file.getParent()
                            + ": "
                            + said.toString(StandardCharsets.UTF_8));
        }
    }

    /** Two ports that were free a moment ago. */
    private record Ports(int broker, int controller) {
        static Ports free() throws IOException {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            try (ServerSocket one = new ServerSocket(0, 1, loopback);
                    ServerSocket two = new ServerSocket(0, 1, loopback)) {
                return new Ports(one.getLocalPort(), two.getLocalPort());
            }
        }
    }
}
