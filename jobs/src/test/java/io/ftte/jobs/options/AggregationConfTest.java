package io.ftte.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.topics.OptionsException;
import java.time.Duration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregationConfTest {
    @Test
    void of_noOptions_hasDefaultsOfTheRule() {
        AggregationConf conf = AggregationConf.of(JobOptions.parse());

        assertThat(conf.outOfOrderness()).isEqualTo(Duration.ofSeconds(5));
        assertThat(conf.tickInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(conf.maxClockSkew()).isEqualTo(Duration.ofSeconds(60));
        assertThat(conf.deviceWindow()).isEqualTo(Duration.ofDays(7));
        assertThat(conf.chunkTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(conf.deviceQuota()).isZero();
        assertThat(conf.sliceSize()).isEqualTo(131_072);
        assertThat(conf.shardSize()).isEqualTo(131_072);
        assertThat(conf.deliveryGuarantee()).isEqualTo(DeliveryGuarantee.EXACTLY_ONCE);
        assertThat(conf.topics().all())
                .containsExactly(
                        "ftte.updates",
                        "ftte.control",
                        "ftte.decisions",
                        "ftte.devices",
                        "ftte.models",
                        "ftte.lineage",
                        "ftte.rejected");
        assertThat(conf.parallelism()).isEmpty();
        assertThat(conf.freshStart()).isFalse();
    }

    @Test
    void of_atLeastOnce_isRead() {
        assertThat(
                        AggregationConf.of(
                                        JobOptions.parse("--delivery-guarantee", "at-least-once"))
                                .deliveryGuarantee())
                .isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
    }

    @Test
    void brokers_notGiven_saysWhatToWrite() {
        AggregationConf conf = AggregationConf.of(JobOptions.parse());

        assertThatThrownBy(conf::brokers)
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("--bootstrap-servers localhost:9092");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    tick-interval       | 5x           | a duration such as 500ms, 5s or 10min
                    delivery-guarantee  | twice        | one of [exactly-once, at-least-once, none]
                    fresh-start         | maybe        | true or false
                    parallelism         | two          | a whole number
                    slice-size          | 1000         | a multiple of 1024
                    shard-size          | 0            | a multiple of 1024
                    shard-size          | 262144       | raise kafka.max.request.size
                    parallelism         | 129          | from 1 to 128
                    parallelism         | 0            | from 1 to 128
                    device-quota        | -1           | 0 for no limit
                    plan-grace          | 0            | from 1 on
                    budget-quantile     | 1.5          | give 0 to 1
                    budget-quantile     | half         | a number such as 0.1
                    device-batch        | 0            | give 1 or more
                    device-micro-batch  | 33           | give 1 to 32
                    device-convolution  | winograd     | one of
                    delivery-guarantee  | none         | write exactly-once or at-least-once
                    device-window       | 1min         | lengthen device-window
                    transaction-timeout | 500ms        | lengthen it
                    transaction-timeout | 30d          | at most 24d
                    checkpoint-interval | 0            | 10min
                    models-topic        | ftte.updates | give each its own
                    models-topic        | a/b          | use 1 to 249 letters
                    job-name            | ' '          | give the job a name
                    kafka.group.id      | x            | it follows from job-name
                    kafka.transaction.timeout.ms | 1   | use transaction-timeout
                    shard-size          | 147456       | raise kafka.max.request.size
                    kafka.max.request.size | big       | a number of bytes
                    kafka.max.request.size | 1000000   | or write 1048576 or more
                    """)
    void of_valueThatCannotBeUsed_saysHowToMendIt(String name, String value, String advice) {
        assertThatThrownBy(() -> AggregationConf.of(JobOptions.parse("--" + name, value)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining(advice)
                .hasMessageNotContainingAny("\n");
    }

    @Test
    void of_largeShardsWithLargeRequests_isAccepted() {
        assertThat(
                        AggregationConf.of(
                                        JobOptions.parse(
                                                "--shard-size=262144",
                                                "--kafka.max.request.size=2000000"))
                                .shardSize())
                .isEqualTo(262_144);
    }
}
