package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.operators.intake.DecisionClock;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.sharing.ReadSums;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job's inputs on Kafka, from the beginning or from where the state says.
 *
 * <p>The control topic is read committed: a registration is a transaction. Topics that devices
 * write to are not, because anybody's transaction that stays open would hold up every model until
 * it times out; what an aborted one leaves there counts like any other record.
 */
public final class KafkaInputs {
    /** How far, in event time, one partition may run ahead of the slowest. */
    private static final Duration MAX_DRIFT = Duration.ofSeconds(30);

    /** Of a topic that has one partition for ever. */
    private static final Duration NO_DISCOVERY = Duration.ofMillis(-1);

    private static final String COMMITTED = "read_committed";
    private static final String UNCOMMITTED = "read_uncommitted";

    private final StreamExecutionEnvironment env;
    private final AggregationConf conf;

    public KafkaInputs(StreamExecutionEnvironment env, AggregationConf conf) {
        this.env = env;
        this.conf = conf;
    }

    /** The update topic, for ever. */
    public DataStream<RawRecord> updates(int partitions) {
        return updates(
                live(conf.topics().updates(), UNCOMMITTED, TickTargets.DISCOVERY)
                        .setDeserializer(new RawDeserializer())
                        .build(),
                PartitionWatermarks.of(conf.eventTime())
                        .withWatermarkAlignment("updates", MAX_DRIFT),
                "updates",
                partitions);
    }

    /**
     * A range of the update topic. Not aligned: the Kafka source fails when it is told to pause a
     * partition that has ended, and alignment lets a reader run for a moment each second only.
     */
    public DataStream<RawRecord> recordedUpdates(int partitions, TopicRange range) {
        return updates(
                source(conf.topics().updates(), UNCOMMITTED)
                        .setDeserializer(new RawDeserializer())
                        .setStartingOffsets(range.start(conf.topics().updates()))
                        .setBounded(range.end())
                        .build(),
                PartitionWatermarks.of(conf.eventTime()),
                "recorded-updates",
                partitions);
    }

    private DataStream<RawRecord> updates(
            KafkaSource<RawRecord> source,
            WatermarkStrategy<RawRecord> watermarks,
            String name,
            int partitions) {
        return env.fromSource(source, watermarks, name)
                .uid(name)
                // A subtask without a partition would hold the watermark back for ever.
                .setParallelism(Math.min(env.getParallelism(), partitions));
    }

    /**
     * The control topic, for ever; its watermark waits for the fence of this run.
     *
     * @param withoutState what forbids the job to run without state
     */
    public DataStream<ControlMessage> control(String runId, Optional<String> withoutState) {
        KafkaSource<RawRecord> source =
                live(conf.topics().control(), COMMITTED, NO_DISCOVERY)
                        .setDeserializer(new RawDeserializer())
                        .build();
        return fenced(
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "control")
                        .uid("control")
                        .setParallelism(1),
                new ControlFenceOperator(runId, withoutState));
    }

    /** The topic of decisions, for ever. */
    public DataStream<ControlMessage> decisions() {
        return decisions(
                decisions(
                        live(conf.topics().decisions(), UNCOMMITTED, NO_DISCOVERY)
                                .setDeserializer(new RawDeserializer())
                                .build(),
                        "decisions"),
                conf.outOfOrderness(),
                true);
    }

    /**
     * A range of the topic of decisions.
     *
     * @param settings whether changes of settings are among it; plans are always
     */
    public DataStream<ControlMessage> recordedDecisions(TopicRange range, boolean settings) {
        return decisions(
                decisions(
                        source(conf.topics().decisions(), UNCOMMITTED)
                                .setDeserializer(new RawDeserializer())
                                .setStartingOffsets(range.start(conf.topics().decisions()))
                                .setBounded(range.end())
                                .build(),
                        "recorded-decisions"),
                conf.outOfOrderness(),
                settings);
    }

    private DataStream<RawRecord> decisions(KafkaSource<RawRecord> source, String name) {
        return env.fromSource(
                        source,
                        PartitionWatermarks.of(EventTime.ofRecords(conf.outOfOrderness())),
                        name)
                .uid(name)
                .setParallelism(1);
    }

    /**
     * Records of the topic of decisions, of parallelism 1, in their places among the updates.
     *
     * @param settings whether changes of settings are among it; plans are always
     */
    public static DataStream<ControlMessage> decisions(
            DataStream<RawRecord> records, Duration outOfOrderness, boolean settings) {
        DataStream<ControlMessage> all =
                records.keyBy(RawRecord::partition)
                        .process(new DecisionClock(outOfOrderness))
                        .uid("decision-clock")
                        .name("decision-clock")
                        .setParallelism(1);
        return settings
                ? all
                : all.filter(message -> !isSettings(message))
                        .uid("decisions-without-settings")
                        .setParallelism(1);
    }

    private static boolean isSettings(ControlMessage message) {
        try {
            return RecordCodec.decode(message.value()) instanceof ModelSettings;
        } catch (WireException e) {
            return false; // The Sequencer refuses it, with its provenance.
        }
    }

    /** Control records of parallelism 1 as messages, behind the fence of this run. */
    public static DataStream<ControlMessage> fenced(DataStream<RawRecord> control, String runId) {
        return fenced(control, new ControlFenceOperator(runId));
    }

    private static DataStream<ControlMessage> fenced(
            DataStream<RawRecord> control, ControlFenceOperator fence) {
        return control.transform("control-fence", TypeInformation.of(ControlMessage.class), fence)
                .uid("control-fence")
                .setParallelism(1);
    }

    /** The helper's sums, for ever, which join the payloads; they hold nobody's event time back. */
    public DataStream<Piece> sums() {
        return sums(
                live(conf.partyTopics().sums(), UNCOMMITTED, TickTargets.DISCOVERY)
                        .setDeserializer(new RawDeserializer())
                        .build(),
                "sums");
    }

    /** The same, up to the topic's present end. */
    public DataStream<Piece> recordedSums() {
        return sums(
                source(conf.partyTopics().sums(), UNCOMMITTED)
                        .setDeserializer(new RawDeserializer())
                        .setBounded(OffsetsInitializer.latest())
                        .build(),
                "recorded-sums");
    }

    private DataStream<Piece> sums(KafkaSource<RawRecord> source, String name) {
        return pieces(env.fromSource(source, withoutEventTime(), name).uid(name));
    }

    /** Of records that hold nobody's event time back. */
    public static WatermarkStrategy<RawRecord> withoutEventTime() {
        return WatermarkStrategy.forGenerator(context -> new NoEventTime<>());
    }

    /** The helper's sums as payloads. */
    public static DataStream<Piece> pieces(DataStream<RawRecord> sums) {
        return sums.flatMap(new ReadSums()).uid("read-sums").name("read-sums");
    }

    /** Of the helper: its shares, for ever. */
    public DataStream<RawRecord> shares() {
        return timelessFrom(conf.partyTopics().shares(), UNCOMMITTED, "shares");
    }

    /** Of the helper: what the leader asks for, for ever. */
    public DataStream<RawRecord> sumRequests() {
        return timelessFrom(conf.partyTopics().requests(), COMMITTED, "sum-requests");
    }

    private DataStream<RawRecord> timelessFrom(String topic, String isolation, String name) {
        return env.fromSource(
                        live(topic, isolation, TickTargets.DISCOVERY)
                                .setDeserializer(new RawDeserializer())
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        name)
                .uid(name);
    }

    /** The device topic, for ever; it has no event time and holds nobody's back. */
    public DataStream<RawRecord> devices() {
        return timeless(
                env.fromSource(
                                live(conf.topics().devices(), UNCOMMITTED, TickTargets.DISCOVERY)
                                        .setDeserializer(new RawDeserializer())
                                        .build(),
                                WatermarkStrategy.noWatermarks(),
                                "devices")
                        .uid("devices")
                        .setParallelism(1));
    }

    /** Device records of parallelism 1, which hold nobody's event time back. */
    public static DataStream<RawRecord> timeless(DataStream<RawRecord> devices) {
        return devices.assignTimestampsAndWatermarks(withoutEventTime())
                .uid("devices-without-event-time")
                .setParallelism(1);
    }

    /**
     * The device topic once more, for the keys in the profiles: with a position of its own, because
     * a job that begins to ask for signatures needs those from before. Its watermark waits for the
     * fences of this run.
     *
     * @param partitions on which fences were written
     */
    public DataStream<RawRecord> deviceKeys(String runId, int partitions) {
        String topic = conf.topics().devices();
        return env.fromSource(
                        live(topic, UNCOMMITTED, TickTargets.DISCOVERY)
                                .setClientIdPrefix(conf.jobName() + "-" + topic + "-keys")
                                .setDeserializer(new RawDeserializer())
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "device-keys")
                .uid("device-keys")
                .setParallelism(1)
                .transform(
                        "device-fence",
                        TypeInformation.of(RawRecord.class),
                        new DeviceFenceOperator(runId, partitions))
                .uid("device-fence")
                .setParallelism(1);
    }

    /**
     * @param discovery how often to look for new partitions
     */
    private KafkaSourceBuilder<RawRecord> live(String topic, String isolation, Duration discovery) {
        KafkaSourceBuilder<RawRecord> source =
                source(topic, isolation)
                        .setProperty(
                                KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                                Long.toString(discovery.toMillis()));
        Patience.timeouts(conf).forEach(source::setProperty);
        return source;
    }

    private KafkaSourceBuilder<RawRecord> source(String topic, String isolation) {
        Properties properties = conf.brokers().properties();
        return KafkaSource.<RawRecord>builder()
                .setProperties(properties)
                .setProperty("isolation.level", isolation)
                .setGroupId(conf.jobName())
                .setClientIdPrefix(conf.jobName() + "-" + topic)
                .setTopics(topic)
                .setStartingOffsets(OffsetsInitializer.earliest());
    }
}
