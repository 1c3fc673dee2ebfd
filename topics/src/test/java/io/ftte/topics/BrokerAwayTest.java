package io.ftte.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients write to the log while nobody listens; there is no broker in this test. */
class BrokerAwayTest {
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final int FEW_LINES = 100;

    private final LineCount lines = new LineCount();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final LoggerConfig root = context.getConfiguration().getRootLogger();
    private Level before;

    @BeforeEach
    void countLines() {
        lines.start();
        root.addAppender(lines, Level.INFO, null);
        before = root.getLevel();
        root.setLevel(Level.INFO);
        context.updateLoggers();
    }

    @AfterEach
    void countNoMore() {
        root.removeAppender(lines.getName());
        root.setLevel(before);
        context.updateLoggers();
    }

    /** Clients of Kafka 4 begin at the bootstrap address anew, again and again, and say so. */
    @Test
    void admin_onAPortWhereNobodyListens_writesFewLines() throws Exception {
        Brokers brokers = new Brokers("localhost:" + deadPort(), Map.of(), AWAY);
        try (Admin admin = Admin.create(brokers.properties())) {
            DescribeClusterOptions patience =
                    new DescribeClusterOptions().timeoutMs((int) AWAY.toMillis());
            admin.describeCluster(patience)
                    .nodes()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .exceptionally(e -> null)
                    .join();
        }

        assertThat(lines.count.get()).isBetween(1, FEW_LINES);
    }

    private static int deadPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static final class LineCount extends AbstractAppender {
        private final AtomicInteger count = new AtomicInteger();

        private LineCount() {
            super("line-count", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            count.incrementAndGet();
        }
    }
}
