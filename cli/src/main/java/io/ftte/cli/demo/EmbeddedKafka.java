package io.ftte.cli.demo;

import io.ftte.cli.frame.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
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
    public static EmbeddedKafka start(
            String protocol, Map<String, String> settings, List<String> format) throws IOException {
        TemporaryDirectory directory = TemporaryDirectory.create("ftte-kafka-");
        try {
            KafkaStorage storage =
                    KafkaStorage.format(directory.path(), protocol, settings, format);
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
}
