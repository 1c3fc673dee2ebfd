package io.ftte.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.ftte.control.Model;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * Every option of the aggregation job, in the order in which the README lists them. The same name
 * stands on the command line (with two dashes before it) and in YAML. {@link AggregationConf} reads
 * and checks them.
 */
public final class AggregationOptions {
    public static final ConfigOption<String> BOOTSTRAP_SERVERS =
            key("bootstrap-servers")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Kafka brokers to ask first, host:port, separated by commas.");

    public static final ConfigOption<Duration> BROKER_TIMEOUT =
            duration(
                    "broker-timeout",
                    Duration.ofSeconds(30),
                    "How long commands, and the job when it starts, wait for a broker to answer.");

    public static final ConfigOption<String> JOB_NAME =
            key("job-name")
                    .stringType()
                    .defaultValue("ftte-aggregation")
                    .withDescription(
                            "Name of the job. It is part of the consumer group and of the"
                                    + " transactional ids: two jobs on one Kafka need two names.");

    public static final ConfigOption<String> UPDATES_TOPIC =
            topic("updates", "Topic that devices write updates to.");

    public static final ConfigOption<String> CONTROL_TOPIC =
            topic("control", "Topic of model registrations, settings and plans, one partition.");

    public static final ConfigOption<String> DECISIONS_TOPIC =
            topic(
                    "decisions",
                    "Topic on which changes of settings and plans take their place among the"
                            + " updates, one partition; only the job writes there.");

    public static final ConfigOption<String> DEVICES_TOPIC =
            topic("devices", "Topic of device profiles.");

    public static final ConfigOption<String> MODELS_TOPIC =
            topic("models", "Topic of published model versions.");

    public static final ConfigOption<String> LINEAGE_TOPIC =
            topic("lineage", "Topic that says which updates made each version.");

    public static final ConfigOption<String> REJECTED_TOPIC =
            topic("rejected", "Topic of refused updates, with reason and provenance.");

    public static final ConfigOption<String> SUM_REQUESTS_TOPIC =
            topic(
                    "sum-requests",
                    "Topic on which the leader asks the helper for sums, where two parties"
                            + " aggregate a model.");

    public static final ConfigOption<String> SUMS_TOPIC =
            topic("sums", "Topic of the helper's sums, on the leader's Kafka.");

    public static final ConfigOption<String> SHARES_TOPIC =
            topic("shares", "Topic of the helper's shares of updates, on the helper's Kafka.");

    public static final ConfigOption<Duration> OUT_OF_ORDERNESS =
            duration(
                    "out-of-orderness",
                    Duration.ofSeconds(5),
                    "How far behind the newest event time of its partition an update may lie"
                            + " without being late.");

    public static final ConfigOption<Duration> TICK_INTERVAL =
            duration(
                    "tick-interval",
                    Duration.ofSeconds(1),
                    "How often the job writes a tick to every partition of the update topic, which"
                            + " is what moves event time; 0 writes none, and the updates' own times"
                            + " move it, as for a recorded stream that is sent again.");

    public static final ConfigOption<Duration> MAX_CLOCK_SKEW =
            duration(
                    "max-clock-skew",
                    Duration.ofSeconds(60),
                    "How far ahead of the broker's clock, and of the job's next tick, the time of"
                            + " an update may lie; beyond it the update is refused.");

    public static final ConfigOption<Duration> DEVICE_WINDOW =
            duration(
                    "device-window",
                    Duration.ofDays(7),
                    "How long a device's sequence numbers are remembered, to refuse repeats.");

    public static final ConfigOption<Duration> CHUNK_TIMEOUT =
            duration(
                    "chunk-timeout",
                    Duration.ofMinutes(10),
                    "Event time within which all chunks of an update must arrive.");

    public static final ConfigOption<Integer> DEVICE_QUOTA =
            key("device-quota")
                    .intType()
                    .defaultValue(0)
                    .withDescription(
                            "Updates that one device may begin per minute of event time and model;"
                                    + " 0 sets no limit.");

    public static final ConfigOption<Boolean> REQUIRE_SIGNATURES =
            key("require-signatures")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Refuse updates that are not signed with the key of the device's"
                                    + " profile.");

    public static final ConfigOption<Duration> KEY_OVERLAP =
            key("key-overlap")
                    .durationType()
                    .defaultValue(Duration.ofDays(1))
                    .withDescription(
                            "How long a device's key counts beside the one that follows it, by the"
                                    + " order of updates.");

    public static final ConfigOption<String> PRIVACY_KEY_FILE =
            key("privacy-key-file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "File with the secret that the noise of private models is made with, on"
                                + " every task manager: one line of 64 hexadecimal digits, or 44"
                                + " characters of Base64. Without it the environment variable"
                                + " FTTE_PRIVACY_KEY, where that is set.");

    public static final ConfigOption<String> PARTY_KEY_FILE =
            key("party-key-file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "File with the secret by which the leader and the helper of models of"
                                + " two parties know each other, in the form of privacy-key-file;"
                                + " without it the environment variable FTTE_PARTY_KEY. A job that"
                                + " has neither aggregates alone.");

    public static final ConfigOption<String> DEVICE_NAME_KEY_FILE =
            key("device-name-key-file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "File with the secret under which the lineage names devices, by hashes"
                                + " in place of their ids, in the form of privacy-key-file; without"
                                + " it the environment variable FTTE_DEVICE_NAME_KEY. A job that"
                                + " has neither writes their ids.");

    public static final ConfigOption<Integer> PLAN_GRACE =
            key("plan-grace")
                    .intType()
                    .defaultValue(Model.DEFAULT_PLAN_GRACE)
                    .withDescription(
                            "Versions for which updates of a plan still count after its"
                                    + " successor; later ones are refused.");

    public static final ConfigOption<Double> BUDGET_QUANTILE =
            key("budget-quantile")
                    .doubleType()
                    .defaultValue(0.0)
                    .withDescription(
                            "The part of the registered devices, weakest first, that a plan need"
                                    + " not fit, 0 to 1; 0 fits the weakest.");

    public static final ConfigOption<Integer> PLAN_TIERS =
            key("plan-tiers")
                    .intType()
                    .defaultValue(1)
                    .withDescription(
                            "Most plans in force for devices of different memory; each device"
                                    + " trains the largest that it can.");

    public static final ConfigOption<Boolean> PLAN_TURNS =
            key("plan-turns")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Where updates of a plan weigh more than the registered devices may"
                                + " send, cut it into parts that take turns; otherwise a smaller"
                                + " plan is chosen.");

    public static final ConfigOption<Duration> PLAN_PAUSE =
            duration(
                    "plan-pause",
                    Duration.ofMinutes(10),
                    "How long plans stay, by the times of the profiles, that every registered"
                            + " device can train; where one cannot, smaller ones come at once.");

    public static final ConfigOption<Duration> PROFILE_EXPIRY =
            duration(
                    "profile-expiry",
                    Duration.ofDays(30),
                    "How long a registered device counts for the plan without registering anew,"
                            + " by the times of the profiles.");

    public static final ConfigOption<Integer> DEVICE_BATCH =
            key("device-batch")
                    .intType()
                    .defaultValue(32)
                    .withDescription("Examples per training step of a device.");

    public static final ConfigOption<Integer> DEVICE_MICRO_BATCH =
            key("device-micro-batch")
                    .intType()
                    .noDefaultValue()
                    .withDescription(
                            "Examples per pass that plans are to fit in: a device passes as many at"
                                    + " once as its memory allows, and sums the gradients. Without"
                                    + " it the whole batch.");

    public static final ConfigOption<Convolution> DEVICE_CONVOLUTION =
            key("device-convolution")
                    .enumType(Convolution.class)
                    .defaultValue(Convolution.IM2COL)
                    .withDescription("How devices compute convolutions: im2col or direct.");

    public static final ConfigOption<DeviceOptimizer> DEVICE_OPTIMIZER =
            key("device-optimizer")
                    .enumType(DeviceOptimizer.class)
                    .defaultValue(DeviceOptimizer.SGD)
                    .withDescription("How devices step: sgd, momentum or adam.");

    public static final ConfigOption<TensorEncoding> DEVICE_ENCODING =
            key("device-encoding")
                    .enumType(TensorEncoding.class)
                    .defaultValue(TensorEncoding.F32)
                    .withDescription(
                            "How devices send their updates, f32, f16 or int8: what these weigh,"
                                    + " for devices that name a bound.");

    public static final ConfigOption<Integer> SLICE_SIZE =
            key("slice-size")
                    .intType()
                    .defaultValue(ModelDefinition.CHUNK)
                    .withDescription(
                            "Components of a plan's vector that one accumulator holds, a multiple"
                                    + " of 1,024. Applies to models registered from then on.");

    public static final ConfigOption<Integer> SHARD_SIZE =
            key("shard-size")
                    .intType()
                    .defaultValue(ModelDefinition.CHUNK)
                    .withDescription(
                            "Parameters that one shard of a model holds and publishes in one"
                                + " record, a multiple of 1,024. Applies to models registered from"
                                + " then on.");

    public static final ConfigOption<Integer> PARALLELISM =
            key("parallelism")
                    .intType()
                    .noDefaultValue()
                    .withDescription(
                            "Parallelism of the operators, 1 to 128; without it that of Flink's"
                                    + " configuration.");

    public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
            duration(
                    "checkpoint-interval",
                    Duration.ofSeconds(1),
                    "Time between checkpoints. With exactly-once, output becomes visible at"
                            + " checkpoints only. Where it is not given,"
                            + " execution.checkpointing.interval of Flink's configuration goes"
                            + " before the default.");

    public static final ConfigOption<String> CHECKPOINT_DIR =
            key("checkpoint-dir")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Directory of checkpoints, a URI that every task manager reaches;"
                                    + " without it execution.checkpointing.dir of Flink's"
                                    + " configuration.");

    public static final ConfigOption<DeliveryGuarantee> DELIVERY_GUARANTEE =
            key("delivery-guarantee")
                    .enumType(DeliveryGuarantee.class)
                    .defaultValue(DeliveryGuarantee.EXACTLY_ONCE)
                    .withDescription(
                            "Guarantee of the output topics: exactly-once, or at-least-once, where"
                                    + " a version may appear twice with equal content.");

    public static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
            duration(
                    "transaction-timeout",
                    Duration.ofMinutes(14),
                    "The longest outage that loses no output. At most the brokers'"
                            + " transaction.max.timeout.ms.");

    public static final ConfigOption<Boolean> FRESH_START =
            key("fresh-start")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Start without state although the model topic has versions of a"
                                + " registered model: each model begins a new generation at version"
                                + " 0.");

    public static final ConfigOption<String> LEADER_BOOTSTRAP_SERVERS =
            key("leader-bootstrap-servers")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Of the helper: the leader's Kafka brokers.");

    public static final ConfigOption<Integer> MIN_DEVICES =
            key("min-devices")
                    .intType()
                    .defaultValue(5)
                    .withDescription(
                            "Of the helper: the fewest devices that it gives a sum of. They count"
                                    + " as their weights make them count.");

    public static final ConfigOption<Double> MIN_NOISE =
            key("min-noise")
                    .doubleType()
                    .defaultValue(0.0)
                    .withDescription(
                            "Of the helper: it gives sums only with noise of at least so many times"
                                    + " the most that one device may weigh in them, by what devices"
                                    + " say themselves; as the privacy.noise of models. 0 gives"
                                    + " sums without noise, too.");

    public static final ConfigOption<Map<String, String>> LEADER_KAFKA =
            key("leader-kafka")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Of the helper: any property of its clients of the leader's Kafka, for"
                                    + " example leader-kafka.security.protocol.");

    public static final ConfigOption<Map<String, String>> KAFKA =
            key("kafka")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Any property of the Kafka clients, for example"
                                    + " kafka.security.protocol.");

    private AggregationOptions() {}

    /** What decides which updates count and what is published, beside the models themselves. */
    public static List<ConfigOption<?>> deciding() {
        return List.of(
                OUT_OF_ORDERNESS,
                MAX_CLOCK_SKEW,
                DEVICE_WINDOW,
                CHUNK_TIMEOUT,
                DEVICE_QUOTA,
                PLAN_GRACE,
                SHARD_SIZE);
    }

    /** Those that stand for every key that begins with their name and a dot. */
    public static List<ConfigOption<Map<String, String>>> maps() {
        return List.of(KAFKA, LEADER_KAFKA);
    }

    /** All of them, {@link #maps} among them. */
    public static List<ConfigOption<?>> all() {
        return List.of(
                BOOTSTRAP_SERVERS,
                BROKER_TIMEOUT,
                JOB_NAME,
                UPDATES_TOPIC,
                CONTROL_TOPIC,
                DECISIONS_TOPIC,
                DEVICES_TOPIC,
                MODELS_TOPIC,
                LINEAGE_TOPIC,
                REJECTED_TOPIC,
                SUM_REQUESTS_TOPIC,
                SUMS_TOPIC,
                SHARES_TOPIC,
                OUT_OF_ORDERNESS,
                TICK_INTERVAL,
                MAX_CLOCK_SKEW,
                DEVICE_WINDOW,
                CHUNK_TIMEOUT,
                DEVICE_QUOTA,
                REQUIRE_SIGNATURES,
                KEY_OVERLAP,
                PRIVACY_KEY_FILE,
                PARTY_KEY_FILE,
                DEVICE_NAME_KEY_FILE,
                PLAN_GRACE,
                BUDGET_QUANTILE,
                PLAN_TIERS,
                PLAN_TURNS,
                PLAN_PAUSE,
                PROFILE_EXPIRY,
                DEVICE_BATCH,
                DEVICE_MICRO_BATCH,
                DEVICE_CONVOLUTION,
                DEVICE_OPTIMIZER,
                DEVICE_ENCODING,
                SLICE_SIZE,
                SHARD_SIZE,
                PARALLELISM,
                CHECKPOINT_INTERVAL,
                CHECKPOINT_DIR,
                DELIVERY_GUARANTEE,
                TRANSACTION_TIMEOUT,
                FRESH_START,
                LEADER_BOOTSTRAP_SERVERS,
                MIN_DEVICES,
                MIN_NOISE,
                LEADER_KAFKA,
                KAFKA);
    }

    private static ConfigOption<String> topic(String name, String description) {
        return key(name + "-topic")
                .stringType()
                .defaultValue("ftte." + name)
                .withDescription(description);
    }

    private static ConfigOption<Duration> duration(
            String name, Duration defaultValue, String description) {
        return key(name).durationType().defaultValue(defaultValue).withDescription(description);
    }
}
