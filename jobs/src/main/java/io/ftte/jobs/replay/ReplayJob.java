package io.ftte.jobs.replay;

import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.operators.control.Sequencer;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/** Runs recorded updates through the aggregation graph, bounded, and collects what comes out. */
public final class ReplayJob {
    private static final Pattern SHARD =
            Pattern.compile(".+/\\d{1,9}/(?:model|average|snapshot)/\\d+");

    private ReplayJob() {}

    /**
     * @param env whose configuration has {@link AggregationPipeline#flinkDefaults}
     * @param updates a bounded source of the recorded updates
     * @param models registered before the first update counts
     * @param changes of their settings, to come into force at later versions
     * @param scratch an empty local directory, where the result lies as long as it does
     * @throws Exception when the Flink job fails
     */
    public static ReplayResult run(
            StreamExecutionEnvironment env,
            DataStream<RawRecord> updates,
            List<ModelDefinition> models,
            List<ModelSettings> changes,
            PipelineSettings settings,
            Path scratch)
            throws Exception {
        collect(
                AggregationPipeline.build(updates, control(env, models, changes), settings),
                scratch,
                true);
        return collected(env.execute("ftte-replay"), models, scratch, List.of());
    }

    /**
     * Ends a graph in files of a scratch directory.
     *
     * @param shards whether the numbers of the versions are kept as well
     */
    public static void collect(AggregationPipeline.Outputs outputs, Path scratch, boolean shards)
            throws IOException {
        Path models = Files.createDirectories(scratch.resolve(ReplayResult.MODELS));
        if (shards) {
            sink(
                    outputs.models().filter(ReplayJob::isShard).uid("shards").name("shards"),
                    models,
                    ReplayJob::key);
        } else {
            outputs.models().sinkTo(new DiscardingSink<>()).uid("models-sink").name("models");
        }
        sink(
                outputs.lineage(),
                Files.createDirectories(scratch.resolve(ReplayResult.LINEAGE)),
                ReplayJob::generation);
        sink(
                outputs.rejected(),
                Files.createDirectories(scratch.resolve(ReplayResult.REJECTED)),
                rejection -> "");
    }

    private static void sink(DataStream<OutputRecord> records, Path directory, Spool.Thing thing) {
        String name = directory.getFileName().toString();
        records.sinkTo(new Spool(directory.toAbsolutePath().toString(), thing))
                .uid(name + "-sink")
                .name(name);
    }

    private static boolean isShard(OutputRecord record) {
        return record.value().length > 0 && SHARD.matcher(key(record)).matches();
    }

    private static String key(OutputRecord record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static String generation(OutputRecord record) {
        VersionLineage lineage = ReplayResult.decode(record.value(), VersionLineage.class);
        return lineage.getModelId() + "/" + lineage.getGeneration();
    }

    /** What {@link #collect} has left there. */
    public static ReplayResult collected(
            JobExecutionResult result,
            List<ModelDefinition> models,
            Path scratch,
            List<String> damages) {
        return new ReplayResult(
                result.getJobID(),
                models,
                scratch,
                result.<Long>getAccumulatorResult(Sequencer.ADMITTED),
                result.<Long>getAccumulatorResult(Sequencer.LATE),
                damages);
    }

    /** Registrations and changes as a bounded control stream. */
    public static DataStream<ControlMessage> control(
            StreamExecutionEnvironment env,
            List<ModelDefinition> models,
            List<ModelSettings> changes) {
        List<ControlMessage> messages = new ArrayList<>();
        for (ModelDefinition model : models) {
            for (ControlRecord entry : model.controlRecords()) {
                messages.add(
                        new ControlMessage(
                                model.head().getModelId(), 0, messages.size(), entry.value()));
            }
        }
        for (ModelSettings change : changes) {
            messages.add(
                    new ControlMessage(
                            change.getModelId(), 0, messages.size(), RecordCodec.encode(change)));
        }
        if (messages.isEmpty()) {
            return none(env);
        }
        return env.fromData(
                        TypeInformation.of(ControlMessage.class),
                        messages.toArray(new ControlMessage[0]))
                .uid("recorded-control")
                .name("recorded-control")
                .setParallelism(1);
    }

    /** Flink has no source of nothing. */
    private static DataStream<ControlMessage> none(StreamExecutionEnvironment env) {
        Recording empty = new Recording("control", List.of(), false);
        return RecordingSource.of(
                        env,
                        "recorded-control",
                        new RecordingSource(empty, false, ""),
                        EventTime.ofRecords(Duration.ZERO))
                .flatMap(
                        (RawRecord record, Collector<ControlMessage> out) -> {},
                        TypeInformation.of(ControlMessage.class))
                .uid("no-control")
                .setParallelism(1);
    }
}
