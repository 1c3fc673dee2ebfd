package io.ftte.topics;

import static io.ftte.topics.TopicSetting.Rule.AT_CREATION;
import static io.ftte.topics.TopicSetting.Rule.AT_LEAST;
import static io.ftte.topics.TopicSetting.Rule.AT_MOST;
import static io.ftte.topics.TopicSetting.Rule.EXACTLY;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the seven topics look like: registrations, profiles and models are compacted, updates,
 * decisions and refusals pass by, lineage stays for ever.
 *
 * @param partitions of every topic but control and decisions, which have one so that their records
 *     keep their order
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

    /**
     * The topics of a job, in the order in which data flows.
     *
     * @param maxClockSkew how far ahead of the broker's clock a device's record may lie
     * @param largestRecord bytes of the largest record that the job writes, lineage apart
     * @param largestLineage bytes of the largest record of the lineage
     */
    public List<TopicSpec> topics(
            TopicNames names, Duration maxClockSkew, long largestRecord, long largestLineage) {
        List<TopicSetting> eventTime = eventTime(maxClockSkew);
        TopicSetting sizeLimit = sizeLimit(largestRecord);
        return List.of(
                compacted(names.control(), 1, OptionalInt.of(1), sizeLimit, List.of()),
                deleted(
                        names.decisions(),
                        1,
                        OptionalInt.of(1),
                        setting("retention.ms", updatesRetention.toMillis(), AT_CREATION),
                        sizeLimit,
                        eventTime),
                compacted(names.devices(), partitions, OptionalInt.empty(), sizeLimit, eventTime),
                deleted(
                        names.updates(),
                        setting("retention.ms", updatesRetention.toMillis(), AT_CREATION),
                        sizeLimit,
                        eventTime),
                compacted(names.models(), partitions, OptionalInt.empty(), sizeLimit, List.of()),
                deleted(
                        names.lineage(),
                        setting("retention.ms", -1, EXACTLY),
                        sizeLimit(largestLineage),
                        List.of()),
                deleted(
                        names.rejected(),
                        setting("retention.ms", REJECTED_RETENTION.toMillis(), AT_CREATION),
                        sizeLimit,
                        List.of()));
    }

    /**
     * Those between a leader and its helper, on the leader's Kafka.
     *
     * @param largestSum bytes of the largest record of the sums
     * @param largestRequest bytes of the largest request
     */
    public List<TopicSpec> ofLeader(PartyTopics names, long largestSum, long largestRequest) {
        TopicSetting retention = setting("retention.ms", updatesRetention.toMillis(), AT_CREATION);
        return List.of(
                deleted(names.requests(), retention, sizeLimit(largestRequest), List.of()),
                deleted(names.sums(), retention, sizeLimit(largestSum), List.of()));
    }

    /**
     * Those of the helper, on its own Kafka.
     *
     * @param rejected its topic of refusals
     */
    public List<TopicSpec> ofHelper(PartyTopics names, String rejected, Duration maxClockSkew) {
        return List.of(
                deleted(
                        names.shares(),
                        setting("retention.ms", updatesRetention.toMillis(), AT_CREATION),
                        sizeLimit(0),
                        eventTime(maxClockSkew)),
                deleted(
                        rejected,
                        setting("retention.ms", REJECTED_RETENTION.toMillis(), AT_CREATION),
                        sizeLimit(0),
                        List.of()));
    }

    private TopicSetting sizeLimit(long largestRecord) {
        return setting("max.message.bytes", Math.max(maxMessageBytes, largestRecord), AT_LEAST);
    }

    /** The record's time is event time, and no device may push it far ahead. */
    private static List<TopicSetting> eventTime(Duration maxClockSkew) {
        return List.of(
                new TopicSetting("message.timestamp.type", "CreateTime", EXACTLY),
                setting("message.timestamp.after.max.ms", maxClockSkew.toMillis(), AT_MOST));
    }

    private static TopicSpec compacted(
            String name,
            int partitions,
            OptionalInt required,
            TopicSetting sizeLimit,
            List<TopicSetting> more) {
        return new TopicSpec(
                name,
                partitions,
                required,
                Stream.concat(
                                Stream.of(
                                        new TopicSetting("cleanup.policy", "compact", EXACTLY),
                                        sizeLimit),
                                more.stream())
                        .toList());
    }

    private TopicSpec deleted(
            String name, TopicSetting retention, TopicSetting sizeLimit, List<TopicSetting> more) {
        return deleted(name, partitions, OptionalInt.empty(), retention, sizeLimit, more);
    }

    private static TopicSpec deleted(
            String name,
            int partitions,
            OptionalInt required,
            TopicSetting retention,
            TopicSetting sizeLimit,
            List<TopicSetting> more) {
        return new TopicSpec(
                name,
                partitions,
                required,
                Stream.concat(
                                Stream.of(
                                        new TopicSetting("cleanup.policy", "delete", EXACTLY),
                                        sizeLimit,
                                        retention),
                                more.stream())
                        .toList());
    }

    private static TopicSetting setting(String name, long value, TopicSetting.Rule rule) {
        return new TopicSetting(name, Long.toString(value), rule);
    }
}
