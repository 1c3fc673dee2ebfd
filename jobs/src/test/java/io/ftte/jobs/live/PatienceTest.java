package io.ftte.jobs.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.jobs.options.AggregationConf;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.junit.jupiter.api.Test;

/** How long the clients of a job that runs wait for a broker, and how often they look around. */
class PatienceTest {
    private static final String FOURTEEN_MINUTES = "840000";

    @Test
    void clients_ofAJob_waitUntilTransactionsExpire() {
        assertThat(Patience.properties(conf(Map.of())))
                .containsEntry("max.block.ms", FOURTEEN_MINUTES)
                .containsEntry("delivery.timeout.ms", FOURTEEN_MINUTES)
                .containsEntry("default.api.timeout.ms", FOURTEEN_MINUTES);
    }

    @Test
    void clients_ofAShortTransactionTimeout_waitAsKafkaDoes() {
        assertThat(Patience.properties(conf(Map.of("transaction-timeout", "8s"))))
                .containsEntry("delivery.timeout.ms", "120000");
    }

    @Test
    void clients_settingsOfTheOptions_win() {
        Map<String, String> options =
                Map.of(
                        "kafka.max.block.ms", "1",
                        "kafka.delivery.timeout.ms", "2",
                        "kafka.default.api.timeout.ms", "3");

        assertThat(Patience.properties(conf(options)))
                .containsEntry("max.block.ms", "1")
                .containsEntry("delivery.timeout.ms", "2")
                .containsEntry("default.api.timeout.ms", "3");
    }

    /** The others have one partition, and the enumerator of each would fail on its own. */
    @Test
    void sources_lookForPartitionsWhereSomeMayCome() {
        KafkaInputs inputs =
                new KafkaInputs(
                        StreamExecutionEnvironment.getExecutionEnvironment(), conf(Map.of()));

        assertThat(discovery(inputs.updates(1))).isEqualTo("5000");
        assertThat(discovery(inputs.devices())).isEqualTo("5000");
        assertThat(discovery(inputs.deviceKeys("run", 1))).isEqualTo("5000");
        assertThat(discovery(inputs.control("run", Optional.empty()))).isEqualTo("-1");
        assertThat(discovery(inputs.decisions())).isEqualTo("-1");
    }

    @Test
    void sources_waitLikeTheSinks() {
        KafkaInputs inputs =
                new KafkaInputs(
                        StreamExecutionEnvironment.getExecutionEnvironment(), conf(Map.of()));

        assertThat(properties(inputs.updates(1)).getProperty("default.api.timeout.ms"))
                .isEqualTo(FOURTEEN_MINUTES);
    }

    private static String discovery(DataStream<?> input) {
        return properties(input).getProperty("partition.discovery.interval.ms");
    }

    /** Flink has no other way to what a source was given. */
    private static Properties properties(DataStream<?> input) {
        Source<?, ?, ?> source =
                input.getTransformation().getTransitivePredecessors().stream()
                        .filter(SourceTransformation.class::isInstance)
                        .map(transformation -> ((SourceTransformation<?, ?, ?>) transformation))
                        .findFirst()
                        .orElseThrow()
                        .getSource();
        return (Properties) assertThat(source).extracting("props").actual();
    }

    private static AggregationConf conf(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(more);
        options.put("bootstrap-servers", "localhost:9092");
        return AggregationConf.of(Configuration.fromMap(options));
    }
}
