package io.ftte.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.cli.CommandLineRun;
import io.ftte.cli.SharedKafka;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The six topics of one test, named after it, with ways to fill and to read them; on the shared
 * broker unless another is named.
 */
public record JobTopics(Configuration options, AggregationConf conf) {
    /** Golden updates are years old and must not be deleted at once. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Duration POLL = Duration.ofMillis(500);

    /** Creates the topics; {@code options} as on the command line, without brokers and names. */
    static JobTopics create(String name, int partitions, Map<String, String> options)
            throws Exception {
        return create(SharedKafka.bootstrapServers(), name, partitions, options);
    }

    /** The same on another broker. */
    public static JobTopics create(
            String brokers, String name, int partitions, Map<String, String> options)
            throws Exception {
        JobTopics topics = named(brokers, name, options);
        try (Admin admin = topics.conf.brokers().open()) {
            TopicLayout layout =
                    new TopicLayout(partitions, FOR_EVER, TopicLayout.DEFAULT_MAX_MESSAGE_BYTES);
            new TopicAdmin(admin, topics.conf.brokers().address())
                    .create(topics.conf.topicsAs(layout), 1);
        }
        return topics;
    }

    /** The same topics with other options; creates nothing. */
    static JobTopics named(String name, Map<String, String> options) {
        return named(SharedKafka.bootstrapServers(), name, options);
    }

    private static JobTopics named(String brokers, String name, Map<String, String> options) {
        Configuration all = Configuration.fromMap(options);
        all.set(AggregationOptions.BOOTSTRAP_SERVERS, brokers);
        all.set(AggregationOptions.JOB_NAME, name);
        if (!options.containsKey(AggregationOptions.UPDATES_TOPIC.key())) {
            all.set(AggregationOptions.UPDATES_TOPIC, name + ".updates");
        }
        all.set(AggregationOptions.CONTROL_TOPIC, name + ".control");
        all.set(AggregationOptions.DEVICES_TOPIC, name + ".devices");
        all.set(AggregationOptions.MODELS_TOPIC, name + ".models");
        all.set(AggregationOptions.LINEAGE_TOPIC, name + ".lineage");
        all.set(AggregationOptions.REJECTED_TOPIC, name + ".rejected");
        return new JobTopics(all, AggregationConf.of(all));
    }

    public String updates() {
        return conf.topics().updates();
    }

    /** Puts a registration on the control topic. */
    public void register(ModelDefinition model) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (ControlRecord entry : model.controlRecords()) {
            records.add(
                    new ProducerRecord<>(
                            conf.topics().control(),
                            entry.key().toString().getBytes(UTF_8),
                            entry.value()));
        }
        send(records);
    }

    /** Sends in order and waits; returns where each record came to lie. */
    public List<RecordMetadata> send(List<ProducerRecord<byte[], byte[]>> records)
            throws Exception {
        List<RecordMetadata> places = new ArrayList<>(records.size());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        conf.brokers().properties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
            for (ProducerRecord<byte[], byte[]> record : records) {
                sent.add(producer.send(record));
            }
            for (Future<RecordMetadata> one : sent) {
                places.add(one.get());
            }
        }
        return places;
    }

    /** Records on the update topic, ticks too. */
    public int updatesWritten() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions(consumer, updates())).values().stream()
                    .mapToInt(Long::intValue)
                    .sum();
        }
    }

    /** Whether the job has transactions that are neither committed nor aborted. */
    public boolean hasOpenTransactions() throws Exception {
        try (Admin admin = conf.brokers().open()) {
            return admin
                    .listTransactions(
                            new ListTransactionsOptions()
                                    .filterStates(Set.of(TransactionState.ONGOING)))
                    .all()
                    .get()
                    .stream()
                    .anyMatch(open -> open.transactionalId().startsWith(conf.jobName()));
        }
    }

    /** What {@code republish} says of a model. */
    public CommandLineRun republish(String modelId, String timeout) {
        return CommandLineRun.of(
                "republish",
                "--model-id",
                modelId,
                "--timeout",
                timeout,
                "--bootstrap-servers",
                conf.brokers().address(),
                "--control-topic",
                conf.topics().control(),
                "--models-topic",
                conf.topics().models(),
                "--lineage-topic",
                conf.topics().lineage());
    }

    /**
     * Replays all that is on the update topic now.
     *
     * @param model registered from the beginning
     * @param directory for the replay's files
     */
    public ReplayResult replay(ModelDefinition model, Path directory) throws Exception {
        return new Replay(conf, List.of(model), List.of(), TopicRange.WHOLE, Set.of(), false)
                .topic(
                        Files.createTempDirectory(directory, "scratch"),
                        Files.createTempDirectory(directory, "replay"));
    }

    /** Committed lineage records, ascending by model and version. */
    List<VersionLineage> lineage() throws WireException {
        List<VersionLineage> lineage = decode(conf.topics().lineage(), VersionLineage.class);
        lineage.sort(
                Comparator.comparing(VersionLineage::getModelId)
                        .thenComparing(VersionLineage::getVersion));
        return lineage;
    }

    /** Committed refusals, ascending by partition and offset. */
    List<Rejection> rejected() throws WireException {
        List<Rejection> rejected = decode(conf.topics().rejected(), Rejection.class);
        rejected.sort(
                Comparator.comparing(Rejection::getPartition).thenComparing(Rejection::getOffset));
        return rejected;
    }

    /** Committed MODEL shards, ascending by model, version and shard. */
    List<ModelShard> shards() throws WireException {
        List<ModelShard> shards = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : committed(conf.topics().models())) {
            if (RecordCodec.decode(record.value()) instanceof ModelShard shard
                    && shard.getKind() == ShardKind.MODEL) {
                shards.add(shard);
            }
        }
        shards.sort(
                Comparator.comparing(ModelShard::getModelId)
                        .thenComparing(ModelShard::getVersion)
                        .thenComparing(ModelShard::getShard));
        return shards;
    }

    private <T extends SpecificRecord> List<T> decode(String topic, Class<T> type)
            throws WireException {
        List<T> decoded = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : committed(topic)) {
            decoded.add(RecordCodec.decode(record.value(), type));
        }
        return decoded;
    }

    /** What readers of committed records see of a topic now. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Properties properties = conf.brokers().properties();
        properties.put("isolation.level", "read_committed");
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(
            KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }
}
