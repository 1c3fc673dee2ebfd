package io.ftte.jobs.replay;

import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where a replay's records come from. */
public interface ReplayInput {
    /** The updates, bounded. */
    DataStream<RawRecord> updates(StreamExecutionEnvironment env, ReplayProgress progress)
            throws IOException;

    /**
     * What changed the models while the updates were written, bounded, if it was written down.
     *
     * @param settings whether changes of settings are among it; plans are always
     */
    Optional<DataStream<ControlMessage>> decisions(
            StreamExecutionEnvironment env, boolean settings, ReplayProgress progress)
            throws IOException;

    /**
     * The sums of the helper of models that two parties aggregate, bounded, where they were kept.
     */
    default Optional<DataStream<Piece>> sums(
            StreamExecutionEnvironment env, ReplayProgress progress) {
        return Optional.empty();
    }

    /** How the graph treats them. */
    PipelineSettings settings();
}
