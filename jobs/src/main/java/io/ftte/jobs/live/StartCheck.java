package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.HelperConf;
import io.ftte.topics.ControlTopic;
import io.ftte.topics.OptionsException;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicLayout;
import io.ftte.topics.TopicProblem;
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

/**
 * What must hold on Kafka before the job may start; every complaint is one line with its remedy.
 */
public final class StartCheck {
    private StartCheck() {}

    /**
     * @throws OptionsException when the topics, versions that lie on them, or the brokers' limits
     *     forbid a start
     * @throws IOException when no broker answers
     */
    public static Start run(ReadableConfig flink, AggregationConf conf) throws IOException {
        try (Admin admin = conf.brokers().open()) {
            require(
                    new TopicAdmin(admin, conf.brokers().address(), conf.topicsCommand())
                            .check(conf.topicSpecs(TopicLayout.DEFAULT)));
            TransactionLimit.check(admin, conf);
            return start(flink, conf, partitions(admin, conf.topics().updates()));
        }
    }

    /**
     * The same for a helper, on both Kafkas.
     *
     * @throws OptionsException when topics are missing, or not as they must be
     * @throws IOException when no broker answers
     */
    public static void helper(HelperConf conf) throws IOException {
        try (Admin admin = conf.own().brokers().open()) {
            require(
                    new TopicAdmin(
                                    admin,
                                    conf.own().brokers().address(),
                                    conf.own().helperTopicsCommand())
                            .check(conf.own().helperTopicSpecs(TopicLayout.DEFAULT)));
            TransactionLimit.check(admin, conf.own());
        }
        try (Admin admin = conf.leader().brokers().open()) {
            require(
                    new TopicAdmin(
                                    admin,
                                    conf.leader().brokers().address(),
                                    conf.leader().topicsCommand())
                            .check(conf.leader().sharingTopicSpecs(TopicLayout.DEFAULT)));
        }
    }

    private static void require(List<TopicProblem> problems) {
        if (!problems.isEmpty()) {
            TopicProblem first = problems.get(0);
            throw new OptionsException("Topic " + first + ": run " + first.command());
        }
    }

    private static Start start(ReadableConfig flink, AggregationConf conf, int partitions)
            throws IOException {
        if (flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent()) {
            return new Start(partitions, Map.of(), Optional.empty());
        }
        PublishedModels published = PublishedModels.read(conf.brokers(), conf.topics().models());
        Optional<String> withoutState =
                conf.freshStart() ? Optional.empty() : complaint(published, conf);
        if (withoutState.isPresent() && !mayRecover(flink)) {
            throw new OptionsException(withoutState.get());
        }
        return new Start(partitions, published.nextGenerations(), withoutState);
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
     * then the state should be in its store; whether it is, only the job sees. A client runs it at
     * a submission only.
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

    /**
     * A job that forgot its versions would publish their numbers again with another content. Models
     * that were removed have none to forget.
     */
    private static Optional<String> complaint(PublishedModels published, AggregationConf conf)
            throws IOException {
        ControlTopic control = ControlTopic.read(conf.brokers(), conf.topics().control());
        return published
                .newest(modelId -> control.encodedHead(modelId).isPresent())
                .map(
                        version ->
                                "Topic "
                                        + conf.topics().models()
                                        + " holds version "
                                        + version.number()
                                        + " of "
                                        + version.modelId()
                                        + ", and this start has no state: start from the last"
                                        + " checkpoint or savepoint (flink run -s; ./ftte aggregate"
                                        + " does so by itself with the --checkpoint-dir it had), or"
                                        + " begin anew at version 0 of a new generation with"
                                        + " --fresh-start");
    }
}
