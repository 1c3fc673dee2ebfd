package io.ftte.jobs.options;

import io.ftte.aggregation.privacy.DeviceNameKey;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.aggregation.sharing.PartyKey;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.planning.SelectionSettings;
import io.ftte.operators.runtime.DeviceNameKeySource;
import io.ftte.operators.runtime.PartyKeySource;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.selection.TrainingSetup;
import io.ftte.topics.Brokers;
import io.ftte.topics.OptionsException;
import io.ftte.topics.PartyTopics;
import io.ftte.topics.TopicLayout;
import io.ftte.topics.TopicNames;
import io.ftte.topics.TopicSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * The values of {@link AggregationOptions}, typed and checked against each other.
 *
 * @param bootstrapServers empty where no Kafka is involved, as in the replay of a file
 * @param tickInterval zero where the records themselves tell the time
 * @param deviceQuota updates per device and minute, 0 for no limit
 * @param requireSignatures whether updates must be signed with a key of the device
 * @param keyOverlap how long a key counts beside the one that follows it
 * @param privacyKey where the secret of private models' noise is
 * @param partyKey where the secret of this job and its helper, or its leader, is
 * @param deviceNameKey where the secret is under which the lineage names devices
 * @param partyTopics of models that two parties aggregate
 * @param planGrace versions, at least 1
 * @param selection how plans are chosen for the devices that registered
 * @param sliceSize components per slice, a multiple of 1,024
 * @param shardSize parameters per shard, a multiple of 1,024
 * @param checkpointInterval empty where Flink's configuration may say it
 * @param kafka properties of the Kafka clients, without the prefix {@code kafka.}
 */
public record AggregationConf(
        Optional<String> bootstrapServers,
        Duration brokerTimeout,
        String jobName,
        TopicNames topics,
        Duration outOfOrderness,
        Duration tickInterval,
        Duration maxClockSkew,
        Duration deviceWindow,
        Duration chunkTimeout,
        int deviceQuota,
        boolean requireSignatures,
        Duration keyOverlap,
        PrivacyKeySource privacyKey,
        PartyKeySource partyKey,
        DeviceNameKeySource deviceNameKey,
        PartyTopics partyTopics,
        int planGrace,
        SelectionSettings selection,
        int sliceSize,
        int shardSize,
        OptionalInt parallelism,
        Optional<Duration> checkpointInterval,
        Optional<String> checkpointDir,
        DeliveryGuarantee deliveryGuarantee,
        Duration transactionTimeout,
        boolean freshStart,
        Map<String, String> kafka) {

    /** Until a producer gives a record up. */
    private static final Duration KAFKA_PATIENCE = Duration.ofMinutes(2);

    public AggregationConf {
        kafka = Map.copyOf(kafka);
    }

    /**
     * Reads and checks all options.
     *
     * @throws OptionsException if a value cannot be read or a rule is broken; one line that says
     *     how to mend it
     */
    public static AggregationConf of(Configuration options) {
        Reader read = new Reader(options);
        AggregationConf conf =
                new AggregationConf(
                        read.optional(AggregationOptions.BOOTSTRAP_SERVERS),
                        read.value(AggregationOptions.BROKER_TIMEOUT),
                        read.value(AggregationOptions.JOB_NAME),
                        new TopicNames(
                                read.value(AggregationOptions.UPDATES_TOPIC),
                                read.value(AggregationOptions.CONTROL_TOPIC),
                                read.value(AggregationOptions.DECISIONS_TOPIC),
                                read.value(AggregationOptions.DEVICES_TOPIC),
                                read.value(AggregationOptions.MODELS_TOPIC),
                                read.value(AggregationOptions.LINEAGE_TOPIC),
                                read.value(AggregationOptions.REJECTED_TOPIC)),
                        read.value(AggregationOptions.OUT_OF_ORDERNESS),
                        read.value(AggregationOptions.TICK_INTERVAL),
                        read.value(AggregationOptions.MAX_CLOCK_SKEW),
                        read.value(AggregationOptions.DEVICE_WINDOW),
                        read.value(AggregationOptions.CHUNK_TIMEOUT),
                        read.value(AggregationOptions.DEVICE_QUOTA),
                        read.value(AggregationOptions.REQUIRE_SIGNATURES),
                        read.value(AggregationOptions.KEY_OVERLAP),
                        PrivacyKeySource.of(read.optional(AggregationOptions.PRIVACY_KEY_FILE)),
                        PartyKeySource.of(read.optional(AggregationOptions.PARTY_KEY_FILE)),
                        DeviceNameKeySource.of(
                                read.optional(AggregationOptions.DEVICE_NAME_KEY_FILE)),
                        new PartyTopics(
                                read.value(AggregationOptions.SUM_REQUESTS_TOPIC),
                                read.value(AggregationOptions.SUMS_TOPIC),
                                read.value(AggregationOptions.SHARES_TOPIC)),
                        read.value(AggregationOptions.PLAN_GRACE),
                        selection(read),
                        read.value(AggregationOptions.SLICE_SIZE),
                        read.value(AggregationOptions.SHARD_SIZE),
                        read.optional(AggregationOptions.PARALLELISM).stream()
                                .mapToInt(Integer::intValue)
                                .findFirst(),
                        read.optional(AggregationOptions.CHECKPOINT_INTERVAL),
                        read.optional(AggregationOptions.CHECKPOINT_DIR),
                        read.value(AggregationOptions.DELIVERY_GUARANTEE),
                        read.value(AggregationOptions.TRANSACTION_TIMEOUT),
                        read.value(AggregationOptions.FRESH_START),
                        read.value(AggregationOptions.KAFKA));
        AggregationRules.check(conf);
        return conf;
    }

    private static SelectionSettings selection(Reader read) {
        int batch = read.value(AggregationOptions.DEVICE_BATCH);
        try {
            return new SelectionSettings(
                    read.value(AggregationOptions.BUDGET_QUANTILE),
                    read.value(AggregationOptions.PLAN_TIERS),
                    read.value(AggregationOptions.PLAN_TURNS),
                    read.value(AggregationOptions.DEVICE_ENCODING),
                    read.value(AggregationOptions.PLAN_PAUSE),
                    read.value(AggregationOptions.PROFILE_EXPIRY),
                    new TrainingSetup(
                            batch,
                            read.optional(AggregationOptions.DEVICE_MICRO_BATCH).orElse(batch),
                            read.value(AggregationOptions.DEVICE_CONVOLUTION),
                            read.value(AggregationOptions.DEVICE_OPTIMIZER)),
                    read.value(AggregationOptions.SHARD_SIZE));
        } catch (IllegalArgumentException e) {
            throw new OptionsException(e.getMessage());
        }
    }

    /**
     * How long a job that runs waits for a broker: until its transactions expire there, because
     * until then nothing is gained by beginning again; never for less than Kafka's clients do by
     * themselves.
     */
    public Duration patience() {
        return transactionTimeout.compareTo(KAFKA_PATIENCE) > 0
                ? transactionTimeout
                : KAFKA_PATIENCE;
    }

    /**
     * The brokers, for whatever cannot go without.
     *
     * @throws OptionsException if they were not given
     */
    public Brokers brokers() {
        String address =
                bootstrapServers.orElseThrow(
                        () ->
                                new OptionsException(
                                        "bootstrap-servers is missing: name the Kafka brokers, for"
                                                + " example --bootstrap-servers localhost:9092"));
        return new Brokers(address, kafka, brokerTimeout);
    }

    /**
     * The secret of private models' noise, as it is on this machine.
     *
     * @throws OptionsException one line, where what was named holds none
     */
    public Optional<PrivacyKey> readPrivacyKey() {
        return read(privacyKey::read);
    }

    /**
     * The secret of this job and its helper or leader, as it is on this machine.
     *
     * @throws OptionsException one line, where what was named holds none
     */
    public Optional<PartyKey> readPartyKey() {
        return read(partyKey::read);
    }

    /**
     * The secret under which the lineage names devices, as it is on this machine.
     *
     * @throws OptionsException one line, where what was named holds none
     */
    public Optional<DeviceNameKey> readDeviceNameKey() {
        return read(deviceNameKey::read);
    }

    private static <T> Optional<T> read(Supplier<Optional<T>> secret) {
        try {
            return secret.get();
        } catch (IllegalArgumentException e) {
            throw new OptionsException(e.getMessage());
        }
    }

    /** Whether a secret is given by which a helper is known: then the job may have one. */
    public boolean hasHelper() {
        return partyKey.isGiven();
    }

    /** How the records of the update topic tell the time. */
    public EventTime eventTime() {
        return new EventTime(outOfOrderness, maxClockSkew, !tickInterval.isZero());
    }

    /** The topics as this job needs them. */
    public List<TopicSpec> topicSpecs(TopicLayout layout) {
        List<TopicSpec> specs =
                layout.topics(
                        topics, maxClockSkew, RecordSizes.shard(shardSize), RecordSizes.lineage());
        return hasHelper()
                ? Stream.concat(specs.stream(), sharingTopicSpecs(layout).stream()).toList()
                : specs;
    }

    /** Those among them that are between the job and its helper. */
    public List<TopicSpec> sharingTopicSpecs(TopicLayout layout) {
        return layout.ofLeader(partyTopics, RecordSizes.shard(sliceSize), RecordSizes.lineage());
    }

    /** The topics of a helper, on its own Kafka. */
    public List<TopicSpec> helperTopicSpecs(TopicLayout layout) {
        return layout.ofHelper(partyTopics, topics.rejected(), maxClockSkew);
    }

    /** The largest request that the job's producers send, the one of the lineage apart. */
    public int requestBytes() {
        return AggregationRules.maxRequestSize(kafka);
    }

    /** That of the lineage, where a version is one record. */
    public int lineageRequestBytes() {
        return Math.max(requestBytes(), RecordSizes.lineage());
    }

    /** What a person runs to create them, with the names that are not the usual ones. */
    public String topicsCommand() {
        Map<ConfigOption<String>, String> names = new LinkedHashMap<>();
        names.put(AggregationOptions.UPDATES_TOPIC, topics.updates());
        names.put(AggregationOptions.CONTROL_TOPIC, topics.control());
        names.put(AggregationOptions.DECISIONS_TOPIC, topics.decisions());
        names.put(AggregationOptions.DEVICES_TOPIC, topics.devices());
        names.put(AggregationOptions.MODELS_TOPIC, topics.models());
        names.put(AggregationOptions.LINEAGE_TOPIC, topics.lineage());
        names.put(AggregationOptions.REJECTED_TOPIC, topics.rejected());
        if (hasHelper()) {
            names.put(AggregationOptions.SUM_REQUESTS_TOPIC, partyTopics.requests());
            names.put(AggregationOptions.SUMS_TOPIC, partyTopics.sums());
        }
        return topicsCommand("", names);
    }

    /** The same for a helper. */
    public String helperTopicsCommand() {
        Map<ConfigOption<String>, String> names = new LinkedHashMap<>();
        names.put(AggregationOptions.SHARES_TOPIC, partyTopics.shares());
        names.put(AggregationOptions.REJECTED_TOPIC, topics.rejected());
        return topicsCommand("--helper ", names);
    }

    private String topicsCommand(String whose, Map<ConfigOption<String>, String> names) {
        StringBuilder command =
                new StringBuilder("./ftte topics ")
                        .append(whose)
                        .append("--create --bootstrap-servers ")
                        .append(brokers().address());
        names.forEach(
                (option, name) -> {
                    if (!name.equals(option.defaultValue())) {
                        command.append(" --").append(option.key()).append(' ').append(name);
                    }
                });
        return command.toString();
    }

    private record Reader(Configuration options) {
        <T> T value(ConfigOption<T> option) {
            return parsed(option, () -> options.get(option));
        }

        <T> Optional<T> optional(ConfigOption<T> option) {
            return parsed(option, () -> options.getOptional(option));
        }

        private <T> T parsed(ConfigOption<?> option, Supplier<T> reading) {
            try {
                return reading.get();
            } catch (IllegalArgumentException e) {
                throw new OptionsException(
                        option.key()
                                + ": cannot read '"
                                + options.toMap().get(option.key())
                                + "'; write "
                                + OptionText.example(option));
            }
        }
    }
}
