package io.ftte.jobs;

import static io.ftte.jobs.TopicSetting.Rule.AT_CREATION;
import static io.ftte.jobs.TopicSetting.Rule.AT_LEAST;
import static io.ftte.jobs.TopicSetting.Rule.AT_MOST;
import static io.ftte.jobs.TopicSetting.Rule.EXACTLY;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the six topics look like: registrations, profiles and models are compacted, updates and
 * refusals pass by, lineage stays for ever.
 *
 * @param partitions of every topic but control, which has one so that a registration's records keep
 *     their order
 * @param updatesRetention how long updates are kept at least; a job must not be down for longer
 * @param maxMessageBytes largest record batch that the topics take
 */
public record TopicLayout(int partitions, Duration updatesRetention, int maxMessageBytes) {
    /** Kafka's own default: 1 MiB and the header of a batch. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = (1 << 20) + 12;

    private static final Duration REJECTED_RETENTION = Duration.ofDays(7);

    /** What a job expects of topics that exist already. */
    public static final TopicLayout DEFAULT =
            new TopicLayout(4, Duration.ofDays(1), DEFAULT_MAX_MESSAGE_BYTES);

    public TopicLayout {
        if (partitions < 1) {
            throw new OptionsException("partitions is " + partitions + ": write 1 or more");
        }
        if (updatesRetention.toMillis() < 1) {
            throw new OptionsException("updates-retention is not positive: write for example 1d");
        }
    }

    /** The topics of a job, in the order in which data flows. */
    public List<TopicSpec> topics(AggregationConf conf) {
        TopicNames names = conf.topics();
        return List.of(
                compacted(conf, names.control(), 1, OptionalInt.of(1), List.of()),
                compacted(conf, names.devices(), partitions, OptionalInt.empty(), eventTime(conf)),
                deleted(
                        conf,
                        names.updates(),
                        setting("retention.ms", updatesRetention.toMillis(), AT_CREATION),
                        eventTime(conf)),
                compacted(conf, names.models(), partitions, OptionalInt.empty(), List.of()),
                deleted(conf, names.lineage(), setting("retention.ms", -1, EXACTLY), List.of()),
                deleted(
                        conf,
                        names.rejected(),
                        setting("retention.ms", REJECTED_RETENTION.toMillis(), AT_CREATION),
                        List.of()));
    }

    /** The record's time is event time, and no device may push it far ahead. */
    private static List<TopicSetting> eventTime(AggregationConf conf) {
        return List.of(
                new TopicSetting("message.timestamp.type", "CreateTime", EXACTLY),
                setting("message.timestamp.after.max.ms", conf.maxClockSkew().toMillis(), AT_MOST));
    }

    private TopicSpec compacted(
            AggregationConf conf,
            String name,
            int partitions,
            OptionalInt required,
            List<TopicSetting> more) {
        return new TopicSpec(
                name,
                partitions,
                required,
                Stream.concat(
                                Stream.of(
                                        new TopicSetting("cleanup.policy", "compact", EXACTLY),
                                        sizeLimit(conf)),
                                more.stream())
                        .toList());
    }

    private TopicSpec deleted(
            AggregationConf conf, String name, TopicSetting retention, List<TopicSetting> more) {
        return new TopicSpec(
                name,
                partitions,
                OptionalInt.empty(),
                Stream.concat(
                                Stream.of(
                                        new TopicSetting("cleanup.policy", "delete", EXACTLY),
                                        sizeLimit(conf),
                                        retention),
                                more.stream())
                        .toList());
    }

    private TopicSetting sizeLimit(AggregationConf conf) {
        return setting(
                "max.message.bytes",
                Math.max(maxMessageBytes, AggregationRules.shardRecordBytes(conf)),
                AT_LEAST);
    }

    private static TopicSetting setting(String name, long value, TopicSetting.Rule rule) {
        return new TopicSetting(name, Long.toString(value), rule);
    }
}
