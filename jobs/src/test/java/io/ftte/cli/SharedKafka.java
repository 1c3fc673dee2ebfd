package io.ftte.cli;

import java.io.IOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One embedded Kafka for all tests of this JVM, started by the first test class that asks and
 * closed after the last. Tests keep apart by using topics of their own.
 */
public final class SharedKafka implements BeforeAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedKafka.class);

    private static volatile String bootstrapServers = "";

    /** Kept in the root context, which closes it at the very end. */
    private record Resource(EmbeddedKafka kafka)
            implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() {
            kafka.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Resource.class, key -> start(), Resource.class);
    }

    /** Address of the running broker. */
    public static String bootstrapServers() {
        return bootstrapServers;
    }

    private static Resource start() {
        try {
            EmbeddedKafka kafka = EmbeddedKafka.start();
            bootstrapServers = kafka.bootstrapServers();
            return new Resource(kafka);
        } catch (IOException e) {
            throw new AssertionError("The embedded Kafka did not start", e);
        }
    }
}
