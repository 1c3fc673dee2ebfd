package io.ftte.jobs.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.topics.Brokers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ticks while nobody listens; there is no broker in this test. */
@Timeout(60)
class TickProducerTest {
    private static final long INTERVAL_MS = 1_000;

    /** Nothing of them may be left to be written when a broker is back. */
    @Test
    void send_noBroker_letsGoOfTheTickAndFailsNothing() throws Exception {
        Brokers away = new Brokers("localhost:" + deadPort(), Map.of(), Duration.ofSeconds(1));
        try (TickProducer ticks = new TickProducer(away.properties())) {
            ticks.send(new TickTarget("updates", 0), INTERVAL_MS);
            ticks.send(new TickTarget("updates", 1), INTERVAL_MS);

            assertThat(ticks.dropped()).isEqualTo(2);
        }
    }

    /** What the options say of timeouts is meant for records that must arrive. */
    @Test
    void send_timeoutsOfTheOptions_keepNoTick() throws Exception {
        Brokers away =
                new Brokers(
                        "localhost:" + deadPort(),
                        Map.of(
                                "max.block.ms", "840000",
                                "delivery.timeout.ms", "840000",
                                "request.timeout.ms", "30000",
                                "linger.ms", "100"),
                        Duration.ofSeconds(1));
        try (TickProducer ticks = new TickProducer(away.properties())) {
            ticks.send(new TickTarget("updates", 0), INTERVAL_MS);

            assertThat(ticks.dropped()).isEqualTo(1);
        }
    }

    /** Without ticks no version is made, and nobody would know why. */
    @Test
    void send_afterARefusalForGood_fails() throws Exception {
        Brokers away = new Brokers("localhost:" + deadPort(), Map.of(), Duration.ofSeconds(1));
        try (TickProducer ticks = new TickProducer(away.properties())) {
            ticks.failed(new TopicAuthorizationException("updates"));

            assertThatThrownBy(() -> ticks.send(new TickTarget("updates", 0), INTERVAL_MS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    private static int deadPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
