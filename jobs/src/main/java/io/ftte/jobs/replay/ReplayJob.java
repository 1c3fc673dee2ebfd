package io.ftte.jobs.replay;

import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.Authorisation;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.operators.control.Sequencer;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs recorded updates through the aggregation graph, bounded, and collects what comes out. */
public final class ReplayJob {
    private ReplayJob() {}

    /**
     * @param env whose configuration has {@link AggregationPipeline#flinkDefaults}
     * @param updates a bounded source of the recorded updates
     * @param models registered before the first update counts
     * @param changes of their settings, to come into force at later versions
     * @param scratch an empty local directory; its content is of no use afterwards
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
        return run(
                env,
                updates,
                Optional.empty(),
                models,
                changes,
                settings,
                Authorisation.none(),
                scratch);
    }

    /** The same where not everybody may contribute, and models change as the stream goes on. */
    static ReplayResult run(
            StreamExecutionEnvironment env,
            DataStream<RawRecord> updates,
            Optional<DataStream<ControlMessage>> decided,
            List<ModelDefinition> models,
            List<ModelSettings> changes,
            PipelineSettings settings,
            Authorisation authorisation,
            Path scratch)
            throws Exception {
        DataStream<ControlMessage> control = control(env, models, changes);
        collect(
                AggregationPipeline.build(
                        updates,
                        decided.map(control::union).orElse(control),
                        settings,
                        authorisation),
                scratch);
        return collected(env.execute("ftte-replay"), models, scratch);
    }

    /** Ends a graph in files of a scratch directory. */
    public static void collect(AggregationPipeline.Outputs outputs, Path scratch)
            throws IOException {
        sink(outputs.models(), scratch, "models");
        sink(outputs.lineage(), scratch, "lineage");
        sink(outputs.rejected(), scratch, "rejected");
    }

    /** What {@link #collect} has left there. */
    public static ReplayResult collected(
            JobExecutionResult result, List<ModelDefinition> models, Path scratch)
            throws IOException, WireException {
        return ReplayResult.of(
                result.getJobID(),
                models,
                LocalFileSink.read(scratch.resolve("models")),
                LocalFileSink.read(scratch.resolve("lineage")),
                LocalFileSink.read(scratch.resolve("rejected")),
                result.<Long>getAccumulatorResult(Sequencer.ADMITTED),
                result.<Long>getAccumulatorResult(Sequencer.LATE));
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
        return env.fromData(
                        TypeInformation.of(ControlMessage.class),
                        messages.toArray(new ControlMessage[0]))
                .uid("control")
                .name("control")
                .setParallelism(1);
    }

    private static void sink(DataStream<OutputRecord> records, Path scratch, String name)
            throws IOException {
        Path directory = Files.createDirectories(scratch.resolve(name));
        records.sinkTo(new LocalFileSink(directory.toAbsolutePath().toString()))
                .uid(name + "-sink")
                .name(name);
    }
}
