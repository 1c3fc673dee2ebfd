package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.topics.OptionsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has the last word on a setting of Flink's: the job, its cluster, or its options. */
class FlinkSettingsTest {
    @Test
    void over_whatTheClusterSays_standsWhereTheJobCanDoWithIt() {
        Configuration flink =
                over(
                        Map.of(
                                "state.backend.type", "rocksdb",
                                "pipeline.object-reuse", "false",
                                "execution.checkpointing.snapshot-compression", "false",
                                "execution.buffer-timeout.interval", "70 ms",
                                "execution.checkpointing.interval", "7 min"),
                        Map.of());

        assertThat(flink.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
        assertThat(flink.get(PipelineOptions.OBJECT_REUSE)).isFalse();
        assertThat(flink.get(ExecutionOptions.SNAPSHOT_COMPRESSION)).isFalse();
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofMinutes(7));
        assertThat(flink.get(ExecutionOptions.BUFFER_TIMEOUT)).isEqualTo(Duration.ofMillis(70));
    }

    @Test
    void over_anOptionOfTheJob_winsOverTheCluster() {
        Configuration flink =
                over(
                        Map.of(
                                "execution.checkpointing.interval", "7 min",
                                "execution.checkpointing.dir", "file:///cluster"),
                        Map.of(
                                "checkpoint-interval", "1s",
                                "checkpoint-dir", "file:///job"));

        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY)).isEqualTo("file:///job");
    }

    @Test
    void over_aClusterThatSaysNothing_hasTheDefaultsOfTheJob() {
        Configuration flink = over(Map.of(), Map.of());

        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(flink.get(PipelineOptions.OBJECT_REUSE)).isTrue();
        assertThat(flink.get(ExecutionOptions.SNAPSHOT_COMPRESSION)).isTrue();
        assertThat(flink.get(ExecutionOptions.BUFFER_TIMEOUT)).isEqualTo(Duration.ofMillis(100));
        assertThat(flink.toMap()).containsEntry("execution.checkpointing.mode", "EXACTLY_ONCE");
    }

    @Test
    void over_ticksThatComeOften_handOnEventTimeAsOften() {
        assertThat(watermarkInterval(Map.of(), "20ms")).isEqualTo(Duration.ofMillis(20));
        assertThat(watermarkInterval(Map.of(), "1s")).isEqualTo(Duration.ofMillis(200));
        assertThat(watermarkInterval(Map.of(), "0s")).isEqualTo(Duration.ofMillis(200));
        assertThat(watermarkInterval(Map.of("pipeline.auto-watermark-interval", "50 ms"), "20ms"))
                .isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void over_ticksThatComeOften_sendBuffersInAQuarterOfATick() {
        assertThat(
                        over(Map.of(), Map.of("tick-interval", "20ms"))
                                .get(ExecutionOptions.BUFFER_TIMEOUT))
                .isEqualTo(Duration.ofMillis(5));
    }

    private static Duration watermarkInterval(Map<String, String> cluster, String ticks) {
        return over(cluster, Map.of("tick-interval", ticks))
                .get(PipelineOptions.AUTO_WATERMARK_INTERVAL);
    }

    /** Whose sinks and sources wait for as long: see {@code PatienceTest}. */
    @Test
    void over_checkpointsAndTasksThatEnd_waitForABrokerUntilTransactionsExpire() {
        Configuration flink = over(Map.of(), Map.of("transaction-timeout", "20min"));

        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(20));
        assertThat(flink.get(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(21));
    }

    @Test
    void over_aShortTransactionTimeout_shortensNothing() {
        Configuration flink = over(Map.of(), Map.of("transaction-timeout", "8s"));

        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(10));
        assertThat(flink.get(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void over_timeoutsOfTheCluster_stand() {
        Configuration flink =
                over(
                        Map.of(
                                "execution.checkpointing.timeout", "8 s",
                                "task.cancellation.timeout", "0 ms"),
                        Map.of());

        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofSeconds(8));
        assertThat(flink.get(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT))
                .isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "execution.checkpointing.mode, AT_LEAST_ONCE, EXACTLY_ONCE",
        "pipeline.max-parallelism, 256, 128",
        "execution.runtime-mode, BATCH, STREAMING"
    })
    void over_whatWouldBreakAPromise_isRefused(String key, String value, String needed) {
        assertThatThrownBy(() -> over(Map.of(key, value), Map.of()))
                .isInstanceOf(OptionsException.class)
                .message()
                .doesNotContain("\n")
                .contains(key + ": " + value, "-D " + key + "=" + needed);
        assertThat(over(Map.of(key, needed), Map.of()).toMap()).containsEntry(key, needed);
    }

    @Test
    void over_checkpointsOfTheClusterAreTooRareForTransactions_isRefused() {
        Map<String, String> rare = Map.of("execution.checkpointing.interval", "20 min");
        assertThatThrownBy(() -> over(rare, Map.of()))
                .isInstanceOf(OptionsException.class)
                .message()
                .doesNotContain("\n")
                .contains("execution.checkpointing.interval: 1200000 ms", "--checkpoint-interval");
        assertThat(over(rare, Map.of("delivery-guarantee", "at-least-once")).toMap()).isNotEmpty();
    }

    /** What the job runs with. */
    private static Configuration over(Map<String, String> cluster, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("bootstrap-servers", "localhost:9092");
        Configuration merged = Configuration.fromMap(cluster);
        merged.addAll(
                AggregationJob.flinkConfiguration(
                        Configuration.fromMap(cluster),
                        AggregationConf.of(Configuration.fromMap(all))));
        return merged;
    }

    @Test
    void keepsStateOnHeap_isAsTheConfigurationSays() {
        Configuration flink = new Configuration();
        assertThat(FlinkSettings.keepsStateOnHeap(flink)).as("Flink's default").isTrue();
        flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        assertThat(FlinkSettings.keepsStateOnHeap(flink)).isTrue();
        flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        assertThat(FlinkSettings.keepsStateOnHeap(flink)).isFalse();
    }
}
