package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;

/** How long the brokers let a transaction stay open. */
final class TransactionLimit {
    private static final String NAME = "transaction.max.timeout.ms";

    private TransactionLimit() {}

    /**
     * A producer that asks for more is refused, but only once the job runs, again and again.
     *
     * @throws OptionsException where {@code transaction-timeout} is longer than some broker allows
     */
    static void check(Admin admin, AggregationConf conf) throws IOException {
        if (conf.deliveryGuarantee() != DeliveryGuarantee.EXACTLY_ONCE) {
            return;
        }
        OptionalLong limitMs = smallest(admin);
        long wantedMs = conf.transactionTimeout().toMillis();
        if (limitMs.isPresent() && wantedMs > limitMs.getAsLong()) {
            throw new OptionsException(
                    "transaction-timeout is "
                            + wantedMs
                            + " ms, and the brokers allow "
                            + limitMs.getAsLong()
                            + " ms: write --transaction-timeout "
                            + limitMs.getAsLong()
                            + "ms or less, or raise "
                            + NAME
                            + " of every broker");
        }
    }

    /** In ms; empty where this user may not ask. */
    private static OptionalLong smallest(Admin admin) throws IOException {
        try {
            List<ConfigResource> brokers =
                    admin.describeCluster().nodes().get().stream()
                            .map(Node::idString)
                            .map(id -> new ConfigResource(ConfigResource.Type.BROKER, id))
                            .toList();
            Map<ConfigResource, Config> configs = admin.describeConfigs(brokers).all().get();
            return configs.values().stream()
                    .mapToLong(config -> Long.parseLong(config.get(NAME).value()))
                    .min();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClusterAuthorizationException) {
                return OptionalLong.empty();
            }
            throw new IOException(
                    "Kafka would not say its " + NAME + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking the brokers for " + NAME, e);
        }
    }
}
