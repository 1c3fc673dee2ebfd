package io.ftte.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided before any broker is asked. */
class BrokersTest {
    @TempDir private Path directory;

    @Test
    void properties_references_areResolvedByTheClientOnly() throws Exception {
        Files.writeString(directory.resolve("word"), "from-a-file");
        Files.writeString(directory.resolve("words.properties"), "word = from-properties");
        Map<String, String> written =
                Map.of(
                        "ssl.key.password", "${directory:%s:word}".formatted(directory),
                        "client.id", "${file:%s/words.properties:word}".formatted(directory),
                        "client.rack", "${env:PATH}");

        Map<Object, Object> properties = brokers(written).properties();

        assertThat(properties).containsAllEntriesOf(written);
        Map<String, Object> resolved =
                new ConsumerConfig(withDeserializers(properties)).originals();
        assertThat(resolved)
                .containsEntry("ssl.key.password", "from-a-file")
                .containsEntry("client.id", "from-properties")
                .containsEntry("client.rack", System.getenv("PATH"));
    }

    @Test
    void properties_brokersThatAreAway_areAskedAtTheAddressesThatAreKnown() {
        assertThat(brokers(Map.of()).properties())
                .containsEntry("metadata.recovery.strategy", "none");
        assertThat(brokers(Map.of()).clientProperties())
                .containsEntry("metadata.recovery.strategy", "none");
    }

    @Test
    void properties_brokersThatAreAway_areAskedLessAndLessOften() {
        assertThat(brokers(Map.of()).properties())
                .containsEntry("reconnect.backoff.max.ms", "5000");
    }

    @Test
    void properties_thoseOfTheOptions_win() {
        Map<String, String> options =
                Map.of(
                        "metadata.recovery.strategy", "rebootstrap",
                        "reconnect.backoff.max.ms", "1000");

        assertThat(brokers(options).properties()).containsAllEntriesOf(options);
    }

    @Test
    void open_referenceThatLeadsNowhere_isRefused() {
        assertThatThrownBy(opening(Map.of("ssl.key.password", "${env:NO_SUCH_NAME}")))
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        "kafka.ssl.key.password refers to ${env:NO_SUCH_NAME}, which has no value"
                                + " here; set or correct it");
        assertThatThrownBy(opening(Map.of("ssl.key.password", "${file:/no/such/file:word}")))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("/no/such/file");
    }

    /** With credentials it takes no longer. */
    @Test
    void open_nobodyThere_isSaidAfterTheTimeout() {
        long began = System.nanoTime();

        assertThatThrownBy(opening(Map.of("security.protocol", "SSL")))
                .isInstanceOf(KafkaUnreachableException.class)
                .hasMessageContaining("lengthen broker-timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(15));
    }

    @Test
    void open_unreadableJaasConfig_quotesNothingOfIt() {
        Map<String, String> properties =
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.jaas.config",
                        "module required password=\"half\"otherhalf\";");

        assertThatThrownBy(opening(properties))
                .isInstanceOf(KafkaUnreachableException.class)
                .hasMessageContaining("kafka.sasl.jaas.config cannot be read")
                .satisfies(e -> assertThat(trace(e)).doesNotContain("half"));
    }

    @Test
    void open_noTrustStore_namesTheFile() {
        Map<String, String> properties =
                Map.of("security.protocol", "SSL", "ssl.truststore.location", "/no/such/store");

        assertThatThrownBy(opening(properties))
                .isInstanceOf(KafkaUnreachableException.class)
                .hasMessageContainingAll("/no/such/store", "correct kafka.*");
    }

    private static ThrowingCallable opening(Map<String, String> properties) {
        return () -> brokers(properties).open().close();
    }

    private static Brokers brokers(Map<String, String> properties) {
        return new Brokers("localhost:1", properties, Duration.ofSeconds(1));
    }

    private static Map<String, Object> withDeserializers(Map<Object, Object> properties) {
        Map<String, Object> all = new HashMap<>();
        properties.forEach((name, value) -> all.put(name.toString(), value));
        String deserializer = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
        all.put("key.deserializer", deserializer);
        all.put("value.deserializer", deserializer);
        return all;
    }

    private static String trace(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }
}
