package io.ftte.jobs.replay;

import io.ftte.jobs.AggregationJob;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.Authorisation;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.jobs.live.KafkaInputs;
import io.ftte.jobs.live.RangeCheck;
import io.ftte.jobs.live.StartCheck;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A replay on a Flink in this process: from a file or a topic to the files of a run.
 *
 * @param models registered before the first update counts
 * @param changes of their settings, which come into force at the versions that they name
 * @param recordedSettings whether the settings that changed while the topic was written change here
 *     as well
 * @param range of the topic, where it is one
 * @param unauthorised join keys of the records that the live job refused for their signature
 * @param parameters whether the versions carry their numbers
 */
public record Replay(
        AggregationConf conf,
        List<ModelDefinition> models,
        List<ModelSettings> changes,
        boolean recordedSettings,
        TopicRange range,
        Set<Long> unauthorised,
        boolean parameters) {

    /** Of a recording. */
    public ReplayResult file(Path updates, Path scratch, Path out) throws Exception {
        StreamExecutionEnvironment env = environment();
        Recording recording = Recording.open(updates);
        // Flink would ask its source for a record all the same.
        if (recording.size() == 0) {
            throw new IOException(updates + " holds no update: give another recording");
        }
        EventTime time =
                new EventTime(conf.outOfOrderness(), conf.maxClockSkew(), recording.ticks());
        return run(
                env,
                RecordingSource.of(env, recording, time),
                Optional.empty(),
                AggregationJob.settings(conf, updates.getFileName().toString(), time),
                scratch,
                out);
    }

    /** Of the update topic. */
    public ReplayResult topic(Path scratch, Path out) throws Exception {
        StreamExecutionEnvironment env = environment();
        int partitions = StartCheck.partitions(conf, conf.topics().updates());
        RangeCheck.run(conf, range, partitions);
        KafkaInputs inputs = new KafkaInputs(env, conf);
        boolean decides =
                conf.eventTime().ticks() && StartCheck.exists(conf, conf.topics().decisions());
        return run(
                env,
                inputs.recordedUpdates(partitions, range),
                decides
                        ? Optional.of(inputs.recordedDecisions(range, recordedSettings))
                        : Optional.empty(),
                AggregationJob.settings(conf, conf.topics().updates()),
                scratch,
                out);
    }

    private StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createLocalEnvironment(
                conf.parallelism().orElse(Runtime.getRuntime().availableProcessors()),
                AggregationPipeline.flinkDefaults());
    }

    private ReplayResult run(
            StreamExecutionEnvironment env,
            DataStream<RawRecord> updates,
            Optional<DataStream<ControlMessage>> decided,
            PipelineSettings settings,
            Path scratch,
            Path out)
            throws Exception {
        long start = System.nanoTime();
        ReplayResult result =
                ReplayJob.run(
                        env,
                        updates,
                        decided,
                        models,
                        changes,
                        settings,
                        Authorisation.recorded(unauthorised),
                        scratch);
        double seconds = (System.nanoTime() - start) / 1e9;
        new ReplayFiles(result, out).write(parameters, seconds);
        return result;
    }
}
