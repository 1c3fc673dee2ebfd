package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.OptionsException;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicLayout;
import io.ftte.topics.TopicProblem;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.client.deployment.application.executors.EmbeddedExecutor;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What must hold on Kafka before the job may start; every complaint is one line with its remedy.
 */
public final class StartCheck {
    private StartCheck() {}

    /**
     * @return the number of partitions of the update topic
     * @throws OptionsException when the topics, or versions that lie on them, forbid a start
     * @throws IOException when no broker answers
     */
    public static int run(ReadableConfig flink, AggregationConf conf) throws IOException {
        try (Admin admin = conf.brokers().open()) {
            List<TopicProblem> problems =
                    new TopicAdmin(admin, conf.brokers().address(), conf.topicsCommand())
                            .check(conf.topicSpecs(TopicLayout.DEFAULT));
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

    public static int partitions(AggregationConf conf, String topic) throws IOException {
        try (Admin admin = conf.brokers().open()) {
            return partitions(admin, topic);
        }
    }

    /** Whether there is such a topic. */
    public static boolean exists(AggregationConf conf, String topic) throws IOException {
        try (Admin admin = conf.brokers().open()) {
            return admin.listTopics().names().get().contains(topic);
        } catch (ExecutionException e) {
            throw new IOException(
                    "Kafka would not list its topics: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while listing topics", e);
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
    private static void refusePublished(AggregationConf conf) throws IOException {
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
                            + " savepoint (flink run -s; ./ftte aggregate does so by itself with"
                            + " the --checkpoint-dir it had), or begin anew at version 0 with"
                            + " --fresh-start");
        }
    }

    private static Optional<ModelShard> firstTrained(AggregationConf conf) throws IOException {
        try (TopicReader models =
                TopicReader.fromBeginning(conf.brokers(), conf.topics().models())) {
            while (!models.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : models.poll()) {
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
