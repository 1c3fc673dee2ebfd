package io.ftte.jobs.options;

import io.ftte.encoding.ModelDigest;
import io.ftte.operators.stream.KeySpread;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.OptionsException;
import io.ftte.topics.TopicNames;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** What must hold between the options of one job. Each message says how to mend it. */
final class AggregationRules {
    private static final int DEFAULT_MAX_REQUEST_SIZE = 1 << 20;

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** Client properties that the job sets itself, with what to use in their place. */
    private static final Map<String, String> RESERVED =
            Map.of(
                    "bootstrap.servers", "use bootstrap-servers",
                    "transaction.timeout.ms", "use transaction-timeout",
                    "transactional.id", "it follows from job-name",
                    "group.id", "it follows from job-name",
                    "isolation.level", "inputs are always read committed",
                    "enable.auto.commit", "offsets are committed with checkpoints");

    private AggregationRules() {}

    static void check(AggregationConf conf) {
        require(!conf.jobName().isBlank(), "job-name is empty: give the job a name");
        checkTopics(conf.topics());
        checkTimes(conf);
        require(
                conf.deviceQuota() >= 0,
                "device-quota is negative: write updates per minute, or 0 for no limit");
        require(
                conf.planGrace() >= 1,
                "plan-grace is " + conf.planGrace() + ": write a number of versions from 1 on");
        checkSizes(conf);
        conf.parallelism()
                .ifPresent(
                        p ->
                                require(
                                        p >= 1 && p <= KeySpread.KEY_GROUPS,
                                        "parallelism is "
                                                + p
                                                + ": write a number from 1 to "
                                                + KeySpread.KEY_GROUPS));
        require(
                conf.deliveryGuarantee() != DeliveryGuarantee.NONE,
                "delivery-guarantee none would lose versions: write exactly-once or at-least-once");
        new TreeSet<>(RESERVED.keySet())
                .forEach(
                        name ->
                                require(
                                        !conf.kafka().containsKey(name),
                                        "kafka." + name + " cannot be set: " + RESERVED.get(name)));
    }

    private static void checkTopics(TopicNames topics) {
        for (String name : topics.all()) {
            require(
                    TOPIC.matcher(name).matches(),
                    "'" + name + "' is no topic name: use 1 to 249 letters, digits, '.', '_', '-'");
        }
        require(
                Set.copyOf(topics.all()).size() == topics.all().size(),
                "two of the topics have the same name: give each its own");
    }

    private static void checkTimes(AggregationConf conf) {
        positive("broker-timeout", conf.brokerTimeout());
        require(
                conf.brokerTimeout().toMillis() <= Integer.MAX_VALUE,
                "broker-timeout is longer than Kafka allows: write at most 24d");
        notNegative("out-of-orderness", conf.outOfOrderness());
        notNegative("tick-interval", conf.tickInterval());
        notNegative("max-clock-skew", conf.maxClockSkew());
        notNegative("key-overlap", conf.keyOverlap());
        positive("device-window", conf.deviceWindow());
        positive("chunk-timeout", conf.chunkTimeout());
        Duration interval =
                conf.checkpointInterval()
                        .orElse(AggregationOptions.CHECKPOINT_INTERVAL.defaultValue());
        positive("checkpoint-interval", interval);
        positive("transaction-timeout", conf.transactionTimeout());
        require(
                conf.deviceWindow().compareTo(conf.chunkTimeout()) >= 0,
                "device-window is shorter than chunk-timeout, so that an update could be forgotten"
                        + " while its chunks arrive: lengthen device-window");
        require(
                conf.transactionTimeout().toMillis() <= Integer.MAX_VALUE,
                "transaction-timeout is longer than Kafka allows: write at most 24d");
        require(
                conf.deliveryGuarantee() != DeliveryGuarantee.EXACTLY_ONCE
                        || conf.transactionTimeout().compareTo(interval) > 0,
                "transaction-timeout is not longer than checkpoint-interval, so that every"
                        + " transaction would expire before its checkpoint: lengthen it");
    }

    private static void checkSizes(AggregationConf conf) {
        leaves("slice-size", conf.sliceSize());
        leaves("shard-size", conf.shardSize());
        int request = maxRequestSize(conf.kafka());
        require(
                request >= DEFAULT_MAX_REQUEST_SIZE,
                "kafka.max.request.size is "
                        + request
                        + ", and records of plans may take more: leave it out, or write "
                        + DEFAULT_MAX_REQUEST_SIZE
                        + " or more");
        long record = RecordSizes.shard(conf.shardSize());
        require(
                record <= request,
                "shard-size "
                        + conf.shardSize()
                        + " makes records of up to "
                        + record
                        + " bytes: make it smaller or raise kafka.max.request.size and the"
                        + " max.message.bytes of the model topic");
    }

    /** As the options have it; what Kafka has by default otherwise. */
    static int maxRequestSize(Map<String, String> kafka) {
        String text = kafka.getOrDefault("max.request.size", "" + DEFAULT_MAX_REQUEST_SIZE);
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new OptionsException(
                    "kafka.max.request.size: cannot read '" + text + "'; write a number of bytes");
        }
    }

    private static void leaves(String name, int size) {
        require(
                size > 0 && size % ModelDigest.LEAF == 0,
                name
                        + " is "
                        + size
                        + ": write a multiple of "
                        + ModelDigest.LEAF
                        + ", for example "
                        + ModelDefinition.CHUNK);
    }

    private static void notNegative(String name, Duration value) {
        require(!value.isNegative(), name + " is negative: write 0 or more, for example 5s");
    }

    private static void positive(String name, Duration value) {
        require(
                value.toMillis() > 0,
                name + " is less than a millisecond: write for example 10min");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new OptionsException(message);
        }
    }
}
