package io.ftte.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ControlWriterTest {
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();

    /** Whose first producers fail to commit. */
    private ControlWriter writer(int failing, RuntimeException failure) {
        return new ControlWriter(
                new Brokers("nowhere:9092", Map.of(), Duration.ofSeconds(1)),
                "control",
                "job",
                properties -> {
                    MockProducer<byte[], byte[]> producer =
                            new MockProducer<>(
                                    true,
                                    null,
                                    new ByteArraySerializer(),
                                    new ByteArraySerializer());
                    if (producers.size() < failing) {
                        producer.commitTransactionException = failure;
                    }
                    producers.add(producer);
                    return producer;
                });
    }

    @Test
    void write_brokerLosesSightOfTheTransaction_beginsAgainWithANewProducer() throws Exception {
        writer(2, new InvalidTxnStateException("lost")).write("m", List.of());

        assertThat(producers)
                .extracting(MockProducer::transactionCommitted)
                .containsExactly(false, false, true);
        assertThat(producers).allMatch(MockProducer::closed);
    }

    @Test
    void write_losesSightAgainAndAgain_saysSoInOneLine() {
        assertThatThrownBy(
                        () -> writer(9, new InvalidTxnStateException("lost")).write("m", List.of()))
                .hasMessage("Could not write m to control: lost; look at ./ftte topics --check");
        assertThat(producers).hasSize(3);
    }

    @Test
    void write_refused_isNotTriedAgain() {
        assertThatThrownBy(
                        () ->
                                writer(1, new TopicAuthorizationException("no right"))
                                        .write("m", List.of()))
                .hasMessageContaining("no right");
        assertThat(producers).hasSize(1);
    }
}
