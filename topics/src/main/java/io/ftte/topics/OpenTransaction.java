package io.ftte.topics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * A transaction that is neither committed nor aborted. Readers of committed records see nothing of
 * the partition from its first offset on.
 *
 * @param transactionalId empty where this user may not know it, or no coordinator does
 * @param firstOffset of its first record in this partition
 * @param lastWrittenMs when its producer wrote to the partition last, ms since the epoch
 */
public record OpenTransaction(
        String topic,
        int partition,
        long firstOffset,
        long lastWrittenMs,
        Optional<String> transactionalId) {
    private static final Comparator<OpenTransaction> BY_PLACE =
            Comparator.comparing(OpenTransaction::topic)
                    .thenComparingInt(OpenTransaction::partition)
                    .thenComparingLong(OpenTransaction::firstOffset);

    /**
     * All of some topics, in the order of their places.
     *
     * @throws IOException if there is no such topic, or a broker refuses
     */
    public static List<OpenTransaction> on(Admin admin, List<String> topics) throws IOException {
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            for (TopicDescription topic :
                    admin.describeTopics(topics).allTopicNames().get().values()) {
                for (TopicPartitionInfo info : topic.partitions()) {
                    partitions.add(new TopicPartition(topic.name(), info.partition()));
                }
            }
            Map<Long, String> ids = new HashMap<>();
            for (TransactionListing listing : admin.listTransactions().all().get()) {
                ids.put(listing.producerId(), listing.transactionalId());
            }
            List<OpenTransaction> open = new ArrayList<>();
            Map<TopicPartition, PartitionProducerState> producers =
                    admin.describeProducers(partitions).all().get();
            producers.forEach(
                    (partition, state) ->
                            state.activeProducers().stream()
                                    .filter(p -> p.currentTransactionStartOffset().isPresent())
                                    .forEach(p -> open.add(of(partition, p, ids))));
            open.sort(BY_PLACE);
            return open;
        } catch (ExecutionException e) {
            throw new IOException(
                    "Kafka would not show its open transactions: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for Kafka; run it again", e);
        }
    }

    private static OpenTransaction of(
            TopicPartition partition, ProducerState producer, Map<Long, String> ids) {
        return new OpenTransaction(
                partition.topic(),
                partition.partition(),
                producer.currentTransactionStartOffset().getAsLong(),
                producer.lastTimestamp(),
                Optional.ofNullable(ids.get(producer.producerId())));
    }
}
