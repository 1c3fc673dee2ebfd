package io.ftte.jobs.replay;

import io.ftte.jobs.AggregationJob;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.jobs.live.KafkaInputs;
import io.ftte.jobs.live.KafkaRecords;
import io.ftte.jobs.live.RangeCheck;
import io.ftte.jobs.live.StartCheck;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The topics themselves.
 *
 * @param range of the update topic
 * @param decisions that of the topic of decisions
 */
public record TopicInput(AggregationConf conf, TopicRange range, TopicRange decisions)
        implements ReplayInput {
    /** With all that was decided in the range's time. */
    public TopicInput(AggregationConf conf, TopicRange range) {
        this(conf, range, new TopicRange(range.from(), range.to(), Map.of()));
    }

    /** From where a live job stood. */
    public TopicInput(AggregationConf conf, LivePosition position) {
        this(conf, from(position.updates()), from(position.decisions()));
    }

    private static TopicRange from(Map<Integer, Long> offsets) {
        return new TopicRange(Optional.empty(), Optional.empty(), offsets);
    }

    @Override
    public DataStream<RawRecord> updates(StreamExecutionEnvironment env, ReplayProgress progress)
            throws IOException {
        int partitions = StartCheck.partitions(conf, conf.topics().updates());
        RangeCheck.run(conf, range, partitions);
        return new KafkaInputs(env, conf).recordedUpdates(partitions, range);
    }

    @Override
    public Optional<DataStream<ControlMessage>> decisions(
            StreamExecutionEnvironment env, boolean settings, ReplayProgress progress)
            throws IOException {
        return conf.eventTime().ticks() && StartCheck.exists(conf, conf.topics().decisions())
                ? Optional.of(new KafkaInputs(env, conf).recordedDecisions(decisions, settings))
                : Optional.empty();
    }

    /** All there are: a sum that no version of the range asks for is not looked at. */
    @Override
    public Optional<DataStream<Piece>> sums(
            StreamExecutionEnvironment env, ReplayProgress progress) {
        return conf.hasHelper()
                ? Optional.of(new KafkaInputs(env, conf).recordedSums())
                : Optional.empty();
    }

    @Override
    public PipelineSettings settings() {
        return AggregationJob.settings(conf, conf.topics().updates())
                .withRecords(KafkaRecords.of(conf), false);
    }
}
