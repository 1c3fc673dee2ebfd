package io.ftte.cli;

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
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka of one node (KRaft, broker and controller in one) inside this process, on free ports of
 * the loopback interface and in a temporary directory that {@link #close()} deletes.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final TemporaryDirectory directory;
    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private boolean closed;

    private EmbeddedKafka(
            TemporaryDirectory directory, KafkaRaftServer server, String bootstrapServers) {
        this.directory = directory;
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Formats the directory and starts the node; returns when it accepts clients.
     *
     * @throws IOException if the directory cannot be written or formatted
     */
    public static EmbeddedKafka start() throws IOException {
        return start("PLAINTEXT", Map.of(), List.of());
    }

    /**
     * The same with another way in.
     *
     * @param protocol that clients speak
     * @param settings of the node, which win over those that it has anyway
     * @param format arguments for the formatting of the directory, such as users
     */
    static EmbeddedKafka start(String protocol, Map<String, String> settings, List<String> format)
            throws IOException {
        TemporaryDirectory directory = TemporaryDirectory.create("ftte-kafka-");
        try {
            Storage storage = Storage.format(directory.path(), protocol, settings, format);
            KafkaRaftServer server =
                    new KafkaRaftServer(new KafkaConfig(storage.properties(), false), Time.SYSTEM);
            startup(server);
            return new EmbeddedKafka(directory, server, storage.bootstrapServers());
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static void startup(KafkaRaftServer server) {
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
    }

    /** Address for clients, {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops the node and deletes its directory; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.shutdown();
            server.awaitShutdown();
            directory.close();
        }
    }

    Path directory() {
        return directory.path();
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

    /**
     * A directory that is ready for a node, in whatever process that runs.
     *
     * @param file the node's properties
     * @param properties what is in it
     * @param bootstrapServers address for clients, {@code host:port}
     */
    public record Storage(Path file, Properties properties, String bootstrapServers) {

        /**
         * Chooses free ports and formats the directory.
         *
         * @throws IOException if the directory cannot be written or formatted
         */
        public static Storage format(Path directory) throws IOException {
            return format(directory, "PLAINTEXT", Map.of(), List.of());
        }

        private static Storage format(
                Path directory, String protocol, Map<String, String> settings, List<String> more)
                throws IOException {
            Ports ports = Ports.free();
            Properties properties =
                    EmbeddedKafka.properties(directory.resolve("log"), protocol, ports);
            properties.putAll(settings);
            Path file = Files.createDirectories(directory).resolve("server.properties");
            EmbeddedKafka.format(file, properties, more);
            return new Storage(file, properties, "localhost:" + ports.broker());
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
