package io.ftte.jobs.live;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a round of ticks goes: to every partition of the topics, new ones among them.
 *
 * <p>A partition that was added gets its first tick only after the job surely reads it. Until then
 * the job's event time stands, and what lies on the partition has no time yet, so nothing of it can
 * come too late to be decided in order; that is how a replay, which knows all partitions from the
 * start, decides the same.
 */
final class TickTargets extends RichFlatMapFunction<Long, TickTarget>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(TickTargets.class);

    /** How often somebody looks for new partitions: the sources, and this. */
    static final Duration DISCOVERY = Duration.ofSeconds(5);

    /** From when a new partition is seen here until it is surely read. */
    private static final Duration JOIN = DISCOVERY.multipliedBy(3);

    private final Properties client;
    private final Map<String, Integer> topics;

    private transient ListState<String> joined;
    private transient Map<TickTarget, Long> targets;
    private transient Clock clock;
    private transient Admin admin;
    private transient long lookedAt;

    /** What the broker is being asked; a broker that is away must not hold up a checkpoint. */
    private transient KafkaFuture<Map<String, TopicDescription>> answer;

    /**
     * @param client properties of the Kafka client that asks for the partitions
     * @param topics how many partitions each had when the job was defined: it reads those from the
     *     start
     */
    TickTargets(Properties client, Map<String, Integer> topics) {
        this.client = client;
        this.topics = new HashMap<>(topics);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        joined =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("joined", Types.STRING));
        targets = new HashMap<>();
        for (String target : joined.get()) {
            int slash = target.lastIndexOf('/');
            targets.put(
                    new TickTarget(
                            target.substring(0, slash),
                            Integer.parseInt(target.substring(slash + 1))),
                    Long.MIN_VALUE);
        }
        if (targets.isEmpty()) {
            topics.forEach(
                    (topic, partitions) ->
                            targets(topic, partitions)
                                    .forEach(target -> targets.put(target, Long.MIN_VALUE)));
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        long now = clock.millis();
        joined.update(
                targets.entrySet().stream()
                        .filter(target -> target.getValue() <= now)
                        .map(target -> target.getKey().topic() + "/" + target.getKey().partition())
                        .toList());
    }

    @Override
    public void open(OpenContext context) {
        clock = Clock.systemUTC();
        admin = Admin.create(client);
    }

    @Override
    public void flatMap(Long round, Collector<TickTarget> out) throws InterruptedException {
        long now = clock.millis();
        if (answer == null && now - lookedAt >= DISCOVERY.toMillis()) {
            lookedAt = now;
            answer = admin.describeTopics(topics.keySet()).allTopicNames();
        }
        if (answer != null && answer.isDone()) {
            take(answer, now);
            answer = null;
        }
        targets.forEach(
                (target, from) -> {
                    if (from <= now) {
                        out.collect(target);
                    }
                });
    }

    private void take(KafkaFuture<Map<String, TopicDescription>> described, long now)
            throws InterruptedException {
        try {
            described
                    .get()
                    .forEach(
                            (topic, description) ->
                                    targets(topic, description.partitions().size())
                                            .forEach(target -> add(target, now)));
        } catch (ExecutionException e) {
            LOG.debug("the partitions stay as they were: {}", e.getMessage());
        }
    }

    private static Stream<TickTarget> targets(String topic, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TickTarget(topic, partition));
    }

    private void add(TickTarget target, long now) {
        if (targets.putIfAbsent(target, now + JOIN.toMillis()) == null) {
            LOG.info(
                    "partition {} of {} is new: versions wait up to {} for it",
                    target.partition(),
                    target.topic(),
                    JOIN);
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
