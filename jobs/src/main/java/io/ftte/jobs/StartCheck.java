package io.ftte.jobs;

import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.client.deployment.application.executors.EmbeddedExecutor;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What must hold on Kafka before the job may start; every complaint is one line with its remedy.
 */
final class StartCheck {
    private static final Duration POLL = Duration.ofSeconds(1);

    private StartCheck() {}

    /**
     * @return the number of partitions of the update topic
     * @throws OptionsException when the topics, or versions that lie on them, forbid a start
     * @throws IOException when no broker answers
     */
    static int run(ReadableConfig flink, AggregationConf conf) throws IOException {
        try (Admin admin = KafkaConnection.open(conf)) {
            List<TopicProblem> problems =
                    new TopicAdmin(admin, conf.brokers()).check(TopicLayout.DEFAULT.topics(conf));
            if (!problems.isEmpty()) {
                TopicProblem first = problems.get(0);
                throw new OptionsException("Topic " + first + ": run " + first.command());
            }
            boolean startsWithoutState =
                    flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()
                            && !mayRecover(flink);
            if (startsWithoutState && !conf.freshStart()) {
                refusePublished(conf);
            }
            return partitions(admin, conf.topics().updates());
        }
    }

    static int partitions(AggregationConf conf, String topic) throws IOException {
        try (Admin admin = KafkaConnection.open(conf)) {
            return partitions(admin, topic);
        }
    }

    /**
     * A job manager that runs this itself (application mode) runs it again when it recovers, and
     * then the state is in its store. A client runs it at a submission only.
     */
    private static boolean mayRecover(ReadableConfig flink) {
        return !flink.get(HighAvailabilityOptions.HA_MODE).equals("NONE")
                && EmbeddedExecutor.NAME.equals(flink.get(DeploymentOptions.TARGET));
    }

    private static int partitions(Admin admin, String topic) throws IOException {
        try {
            Map<String, TopicDescription> described =
                    admin.describeTopics(List.of(topic)).allTopicNames().get();
            return described.get(topic).partitions().size();
        } catch (ExecutionException e) {
            throw new IOException(
                    "Kafka would not describe " + topic + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while describing " + topic, e);
        }
    }

    /** A job that forgot its versions would publish their numbers again with another content. */
    private static void refusePublished(AggregationConf conf) {
        Optional<ModelShard> published = firstTrained(conf);
        if (published.isPresent()) {
            throw new OptionsException(
                    "Topic "
                            + conf.topics().models()
                            + " holds version "
                            + published.get().getVersion()
                            + " of "
                            + published.get().getModelId()
                            + ", and this start has no state: start from the last checkpoint or"
                            + " savepoint (flink run -s), or begin anew at version 0 with"
                            + " --fresh-start");
        }
    }

    private static Optional<ModelShard> firstTrained(AggregationConf conf) {
        Properties properties = KafkaConnection.properties(conf);
        properties.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(conf.topics().models()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Optional<ModelShard> shard = trained(record.value());
                    if (shard.isPresent()) {
                        return shard;
                    }
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<ModelShard> trained(byte[] value) {
        try {
            return value != null
                            && RecordCodec.decode(value) instanceof ModelShard shard
                            && shard.getKind() == ShardKind.MODEL
                    ? Optional.of(shard)
                    : Optional.empty();
        } catch (WireException e) {
            // Not written by this job, so it says nothing about versions.
            return Optional.empty();
        }
    }
}
