package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.live.StartCheck;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.KafkaUnreachableException;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class StartCheckITCase {
    private static final Configuration WITHOUT_STATE = new Configuration();
    private static final byte[] KEY = "model-0/4/model/0".getBytes(StandardCharsets.UTF_8);

    @Test
    void run_topicsAsTheyShouldBe_returnsPartitionsOfUpdates() throws Exception {
        JobTopics topics = JobTopics.create("start-good", 3, Map.of());
        assertThat(StartCheck.run(WITHOUT_STATE, topics.conf()).partitions()).isEqualTo(3);
    }

    @Test
    void run_missingTopics_namesTheCommandThatMakesThem() {
        JobTopics topics = JobTopics.named("start-missing", Map.of());
        assertThatThrownBy(() -> StartCheck.run(WITHOUT_STATE, topics.conf()))
                .isInstanceOf(OptionsException.class)
                .message()
                .doesNotContain("\n")
                .contains(
                        "start-missing.control does not exist",
                        "./ftte topics --create --bootstrap-servers");
    }

    @Test
    void run_wrongCleanupPolicy_namesTheCommandThatMendsIt() throws Exception {
        JobTopics topics = JobTopics.create("start-policy", 1, Map.of());
        set(topics, topics.conf().topics().models(), "cleanup.policy", "delete");
        assertThatThrownBy(() -> StartCheck.run(WITHOUT_STATE, topics.conf()))
                .isInstanceOf(OptionsException.class)
                .message()
                .doesNotContain("\n")
                .contains(
                        "start-policy.models has cleanup.policy=delete, wanted compact",
                        "kafka-configs.sh",
                        "--entity-name start-policy.models --add-config cleanup.policy=compact");
    }

    @Test
    void run_versionsButNoState_refusesUnlessAFreshStartIsMeant() throws Exception {
        JobTopics topics = JobTopics.create("start-versions", 2, Map.of());
        register(topics);
        topics.send(List.of(model(topics, 7)));
        assertThatThrownBy(() -> StartCheck.run(WITHOUT_STATE, topics.conf()))
                .isInstanceOf(OptionsException.class)
                .message()
                .doesNotContain("\n")
                .contains("version 7 of model-0", "flink run -s", "--fresh-start");

        JobTopics fresh = JobTopics.named("start-versions", Map.of("fresh-start", "true"));
        assertThat(StartCheck.run(WITHOUT_STATE, fresh.conf()).firstGenerations())
                .containsExactly(entry("model-0", 5));
        Configuration restored = new Configuration();
        restored.set(StateRecoveryOptions.SAVEPOINT_PATH, "file:///savepoint");
        assertThat(StartCheck.run(restored, topics.conf()).partitions()).isEqualTo(2);
    }

    @Test
    void run_versionsOnAHighlyAvailableCluster_leavesItToTheJobWhereItMayRecover()
            throws Exception {
        JobTopics topics = JobTopics.create("start-available", 2, Map.of());
        register(topics);
        topics.send(List.of(model(topics, 7)));
        Configuration client = new Configuration();
        client.set(HighAvailabilityOptions.HA_MODE, "zookeeper");
        client.set(DeploymentOptions.TARGET, "remote");
        assertThatThrownBy(() -> StartCheck.run(client, topics.conf()))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("flink run -s");

        Configuration jobManager = new Configuration(client);
        jobManager.set(DeploymentOptions.TARGET, "embedded");
        assertThat(StartCheck.run(jobManager, topics.conf()).withoutState().orElseThrow())
                .contains("version 7 of model-0", "--fresh-start");
    }

    @Test
    void run_versionsOfARemovedModel_startsAboveItsGenerations() throws Exception {
        JobTopics topics = JobTopics.create("start-removed", 1, Map.of());
        topics.send(List.of(model(topics, 7)));
        assertThat(StartCheck.run(WITHOUT_STATE, topics.conf()).firstGenerations())
                .as("never registered, as far as the control topic knows")
                .containsExactly(entry("model-0", 5));

        register(topics);
        topics.send(List.of(new ProducerRecord<>(topics.conf().topics().models(), KEY, null)));
        assertThat(StartCheck.run(WITHOUT_STATE, topics.conf()).firstGenerations())
                .as("all its shards are tombstones")
                .containsExactly(entry("model-0", 5));
    }

    @Test
    void run_transactionsLongerThanTheBrokersAllow_saysWhatToDo() throws Exception {
        Map<String, String> tooLong = Map.of("transaction-timeout", "16min");
        JobTopics topics = JobTopics.create("start-transactions", 1, tooLong);
        assertThatThrownBy(() -> StartCheck.run(WITHOUT_STATE, topics.conf()))
                .isInstanceOf(OptionsException.class)
                .message()
                .doesNotContain("\n")
                .contains(
                        "transaction-timeout is 960000 ms",
                        "--transaction-timeout 900000ms",
                        "raise transaction.max.timeout.ms");

        JobTopics without =
                JobTopics.named(
                        "start-transactions",
                        Map.of(
                                "transaction-timeout",
                                "16min",
                                "delivery-guarantee",
                                "at-least-once"));
        assertThat(StartCheck.run(WITHOUT_STATE, without.conf()).partitions()).isEqualTo(1);
    }

    @Test
    void run_noVersionButStrangeRecords_starts() throws Exception {
        JobTopics topics = JobTopics.create("start-strange", 1, Map.of());
        String models = topics.conf().topics().models();
        byte[] key = {1};
        topics.send(
                List.of(
                        new ProducerRecord<>(models, key, new byte[] {1, 2, 3}),
                        new ProducerRecord<>(models, key, null)));
        assertThat(StartCheck.run(WITHOUT_STATE, topics.conf()).partitions()).isEqualTo(1);
    }

    @Test
    void run_nobodyThere_saysSoAfterItsTimeout() throws Exception {
        JobTopics nobody = JobTopics.named("start-nobody", Map.of("broker-timeout", "2s"));
        nobody.options().set(AggregationOptions.BOOTSTRAP_SERVERS, "localhost:" + freePort());
        AggregationConf conf = AggregationConf.of(nobody.options());
        long start = System.nanoTime();
        assertThatThrownBy(() -> StartCheck.run(WITHOUT_STATE, conf))
                .isInstanceOf(KafkaUnreachableException.class)
                .message()
                .doesNotContain("\n")
                .contains(conf.brokers().address(), "bootstrap-servers");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static ProducerRecord<byte[], byte[]> model(JobTopics topics, long version) {
        ModelShard shard =
                new ModelShard(
                        "model-0",
                        4,
                        ShardKind.MODEL,
                        version,
                        0L,
                        0L,
                        0,
                        1,
                        0,
                        1,
                        List.of(1),
                        List.of(new IndexRange(0, 1)),
                        ByteBuffer.allocate(4));
        return new ProducerRecord<>(
                topics.conf().topics().models(), KEY, RecordCodec.encode(shard));
    }

    private static void register(JobTopics topics) throws Exception {
        topics.register(TestModels.zeros("model-0", 1, 1, 0));
    }

    private static void set(JobTopics topics, String topic, String name, String value)
            throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = topics.conf().brokers().open()) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    resource,
                                    List.of(
                                            new AlterConfigOp(
                                                    new ConfigEntry(name, value),
                                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            // The broker answers before it has taken the change in.
            Awaitility.await().until(() -> value(admin, resource, name), Predicate.isEqual(value));
        }
    }

    private static String value(Admin admin, ConfigResource resource, String name)
            throws Exception {
        return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
    }
}
