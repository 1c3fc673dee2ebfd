package io.ftte.jobs;

import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.operators.stream.KeySpread;
import io.ftte.topics.OptionsException;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * What the job sets in Flink's configuration. What it cannot do without it demands. Beyond that an
 * option of the job that was given wins over the cluster's configuration, and this over the job's
 * defaults.
 */
final class FlinkSettings {
    /** An update passes six exchanges, of which none may take more than this part of a tick. */
    private static final int EXCHANGES_A_TICK = 4;

    private FlinkSettings() {}

    /**
     * What to set over the configuration of a cluster.
     *
     * @throws OptionsException where the cluster's would break a promise; one line with the remedy
     */
    static Configuration over(ReadableConfig cluster, AggregationConf conf) {
        Configuration flink = AggregationPipeline.flinkDefaults();
        leave(cluster, flink, PipelineOptions.OBJECT_REUSE);
        leave(cluster, flink, PipelineOptions.GENERIC_TYPES);
        leave(cluster, flink, PipelineOptions.AUTO_GENERATE_UIDS);
        leave(cluster, flink, ExecutionOptions.SNAPSHOT_COMPRESSION);
        demand(cluster, flink, PipelineOptions.MAX_PARALLELISM, KeySpread.KEY_GROUPS);
        demand(
                cluster,
                flink,
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                CheckpointingMode.EXACTLY_ONCE);
        if (cluster.get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.BATCH) {
            demand(cluster, flink, ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
        }
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval(cluster, conf));
        flink.set(
                ExecutionOptions.BUFFER_TIMEOUT,
                cluster.getOptional(ExecutionOptions.BUFFER_TIMEOUT).orElse(bufferTimeout(conf)));
        flink.set(
                PipelineOptions.AUTO_WATERMARK_INTERVAL,
                cluster.getOptional(PipelineOptions.AUTO_WATERMARK_INTERVAL)
                        .orElse(watermarkInterval(conf)));
        // Nothing is gained by giving a checkpoint up that waits for a broker, nor is a task stuck
        // that waits for one to abort what it wrote.
        lengthen(cluster, flink, CheckpointingOptions.CHECKPOINTING_TIMEOUT, conf.patience());
        lengthen(
                cluster,
                flink,
                TaskManagerOptions.TASK_CANCELLATION_TIMEOUT,
                conf.patience().plusMinutes(1));
        conf.checkpointDir()
                .ifPresent(
                        directory ->
                                flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory));
        return flink;
    }

    /** Whether state is objects in memory, written as a whole by each checkpoint. */
    static boolean keepsStateOnHeap(ReadableConfig flink) {
        return flink.get(StateBackendOptions.STATE_BACKEND).equals("hashmap");
    }

    private static void leave(
            ReadableConfig cluster, Configuration flink, ConfigOption<Boolean> option) {
        cluster.getOptional(option).ifPresent(value -> flink.set(option, value));
    }

    /** Unless the cluster says something; never shortens. */
    private static void lengthen(
            ReadableConfig cluster,
            Configuration flink,
            ConfigOption<Duration> option,
            Duration wanted) {
        Duration atLeast = option.defaultValue();
        flink.set(
                option,
                cluster.getOptional(option)
                        .orElse(wanted.compareTo(atLeast) > 0 ? wanted : atLeast));
    }

    private static <T> void demand(
            ReadableConfig cluster, Configuration flink, ConfigOption<T> option, T needed) {
        T given = cluster.getOptional(option).orElse(needed);
        if (!given.equals(needed)) {
            throw new OptionsException(
                    "Flink's configuration says %s: %s, and the job needs %s: take it out, or start with -D %s=%s"
                            .formatted(option.key(), given, needed, option.key(), needed));
        }
        flink.set(option, needed);
    }

    /** Ticks that come more often than Flink hands on event time would wait for it. */
    private static Duration watermarkInterval(AggregationConf conf) {
        return shorter(conf.tickInterval(), PipelineOptions.AUTO_WATERMARK_INTERVAL.defaultValue());
    }

    /**
     * Who has time tick often wants versions soon. For others Flink's own timeout: a shorter one
     * sends buffers that are not full, which costs CPU at any rate.
     */
    private static Duration bufferTimeout(AggregationConf conf) {
        return shorter(
                conf.tickInterval().dividedBy(EXCHANGES_A_TICK),
                ExecutionOptions.BUFFER_TIMEOUT.defaultValue());
    }

    /** The longest, unless something else is wanted that is shorter. */
    private static Duration shorter(Duration wanted, Duration longest) {
        return wanted.isZero() || wanted.compareTo(longest) > 0 ? longest : wanted;
    }

    private static Duration interval(ReadableConfig cluster, AggregationConf conf) {
        if (conf.checkpointInterval().isPresent()) {
            return conf.checkpointInterval().get();
        }
        Duration interval =
                cluster.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                        .orElse(AggregationOptions.CHECKPOINT_INTERVAL.defaultValue());
        if (conf.deliveryGuarantee() == DeliveryGuarantee.EXACTLY_ONCE
                && interval.compareTo(conf.transactionTimeout()) >= 0) {
            throw new OptionsException(
                    "Flink's configuration says %s: %d ms, and every transaction would expire before its checkpoint: lengthen transaction-timeout, or give a shorter --checkpoint-interval"
                            .formatted(
                                    CheckpointingOptions.CHECKPOINTING_INTERVAL.key(),
                                    interval.toMillis()));
        }
        return interval;
    }
}
