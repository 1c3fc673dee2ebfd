package io.ftte.benchmarks.live;

import io.ftte.cli.demo.EmbeddedKafka;
import java.util.List;
import java.util.Map;

/** A Kafka in a process of its own: prints its address and ends with its standard input. */
public final class Broker {
    /** For registrations and versions of a million parameters in one piece. */
    static final int MAX_RECORD = 16 << 20;

    private Broker() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> settings =
                Map.of(
                        "message.max.bytes", "" + MAX_RECORD,
                        "replica.fetch.max.bytes", "" + MAX_RECORD,
                        "socket.request.max.bytes", "" + 8 * MAX_RECORD);
        try (EmbeddedKafka kafka = EmbeddedKafka.start("PLAINTEXT", settings, List.of())) {
            System.out.println(kafka.bootstrapServers());
            while (System.in.read() >= 0) {
                // Until whoever started it ends.
            }
        }
    }
}
