package io.ftte.topics;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the job's topics and compares existing ones with what the job needs. */
public final class TopicAdmin {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Admin admin;
    private final String brokers;
    private final String create;

    /**
     * @param brokers the address that goes into the commands of problems
     * @param create the command that creates the topics that are missing
     */
    public TopicAdmin(Admin admin, String brokers, String create) {
        this.admin = admin;
        this.brokers = brokers;
        this.create = create;
    }

    /**
     * Creates the topics that are missing and leaves the others alone. When it returns, the brokers
     * serve every partition of the new ones.
     *
     * @param replication copies of each partition; 0 leaves the number to the brokers
     * @return the names of those created, in the order given
     * @throws IOException if a broker refuses
     */
    public List<String> create(List<TopicSpec> topics, int replication) throws IOException {
        Map<String, NewTopic> wanted = new LinkedHashMap<>();
        for (TopicSpec topic : topics) {
            short copies = (short) (replication == 0 ? -1 : replication);
            wanted.put(
                    topic.name(),
                    new NewTopic(topic.name(), topic.partitions(), copies)
                            .configs(topic.configs()));
        }
        Map<String, KafkaFuture<Void>> results = admin.createTopics(wanted.values()).values();
        List<String> created = new ArrayList<>();
        for (String name : wanted.keySet()) {
            try {
                results.get(name).get();
                created.add(name);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw refused("create " + name, e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        awaitVisible(created);
        awaitServed(topics.stream().filter(topic -> created.contains(topic.name())).toList());
        return created;
    }

    /** The controller answers before every broker has heard of a new topic. */
    private void awaitVisible(List<String> created) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!admin.listTopics().names().get().containsAll(created)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "The brokers do not show the new topics yet; run"
                                    + " ./ftte topics --check in a while");
                }
                Thread.sleep(POLL.toMillis());
            }
        } catch (ExecutionException e) {
            throw refused("list the topics", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * A broker shows a partition before it takes records for it. A producer with several requests
     * under way may meet that moment between two of them: the first is put off, the second becomes
     * the partition's first, and the first one is then refused as out of order until it expires
     * (KAFKA-15591). Brokers list the offsets of a partition only when they take its records.
     */
    private void awaitServed(List<TopicSpec> created) throws IOException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (TopicSpec topic : created) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        try {
            admin.listOffsets(ends).all().get();
        } catch (ExecutionException e) {
            throw refused("list the offsets of the new topics", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * What keeps the job from using the topics as they are.
     *
     * @throws IOException if a broker refuses to describe them
     */
    public List<TopicProblem> check(List<TopicSpec> topics) throws IOException {
        try {
            Set<String> present = admin.listTopics().names().get();
            List<TopicSpec> existing =
                    topics.stream().filter(topic -> present.contains(topic.name())).toList();
            List<String> names = existing.stream().map(TopicSpec::name).toList();
            Map<String, TopicDescription> descriptions =
                    admin.describeTopics(names).allTopicNames().get();
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(names.stream().map(TopicAdmin::resource).toList())
                            .all()
                            .get();
            List<TopicProblem> problems = new ArrayList<>();
            for (TopicSpec topic : topics) {
                if (present.contains(topic.name())) {
                    check(
                            topic,
                            descriptions.get(topic.name()).partitions().size(),
                            values(configs.get(resource(topic.name()))),
                            problems);
                } else {
                    problems.add(TopicProblem.missing(topic, create));
                }
            }
            return problems;
        } catch (ExecutionException e) {
            throw refused("describe the topics", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void check(
            TopicSpec topic,
            int partitions,
            Map<String, String> found,
            List<TopicProblem> problems) {
        topic.requiredPartitions()
                .ifPresent(
                        required -> {
                            if (partitions != required) {
                                problems.add(
                                        TopicProblem.partitions(
                                                topic, partitions, required, brokers, create));
                            }
                        });
        for (TopicSetting setting : topic.settings()) {
            String value = found.getOrDefault(setting.name(), "");
            if (!setting.accepts(value)) {
                problems.add(TopicProblem.setting(topic, setting, value, brokers));
            }
        }
    }

    private static Map<String, String> values(Config config) {
        return config.entries().stream()
                .filter(entry -> entry.value() != null)
                .collect(toMap(entry -> entry.name(), entry -> entry.value()));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static IOException refused(String what, ExecutionException e) {
        return new IOException("Kafka would not " + what + ": " + e.getCause().getMessage(), e);
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("Interrupted while waiting for Kafka; run the command again", e);
    }
}
