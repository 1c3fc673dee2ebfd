package io.ftte.jobs.replay;

import io.ftte.jobs.AggregationJob;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.jobs.live.KafkaInputs;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.operators.data.UpdateRecords;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.topics.recording.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Files.
 *
 * @param recording of the update topic
 * @param decisions of the topic of decisions, where that was recorded
 * @param sums of the topic of the helper's sums, where that was recorded
 * @param again the same updates, for a savepoint that some of them waited in
 * @param tolerate whether to go on behind what is damaged
 */
public record FileInput(
        AggregationConf conf,
        Recording recording,
        Optional<Recording> decisions,
        Optional<Recording> sums,
        Optional<UpdateRecords> again,
        boolean tolerate)
        implements ReplayInput {

    /**
     * What lies there: a directory that {@code record} wrote, or updates alone.
     *
     * @param position where to begin, if not at the beginning; of what {@code record} wrote only
     * @throws IOException one line, where there is nothing
     */
    public static FileInput open(
            AggregationConf conf, Path path, Optional<LivePosition> position, boolean tolerate)
            throws IOException {
        FileInput input;
        if (Manifest.isIn(path)) {
            Manifest manifest = Manifest.read(path);
            Recording changes =
                    Recording.of(
                            path,
                            manifest,
                            manifest.topics().decisions(),
                            position.map(LivePosition::decisions).orElse(Map.of()));
            input =
                    new FileInput(
                            conf,
                            Recording.of(
                                    path,
                                    manifest,
                                    manifest.topics().updates(),
                                    position.map(LivePosition::updates).orElse(Map.of())),
                            changes.isEmpty() ? Optional.empty() : Optional.of(changes),
                            manifest.sums()
                                    .map(topic -> Recording.of(path, manifest, topic, Map.of())),
                            Optional.of(FileRecords.of(path, manifest)),
                            tolerate);
        } else {
            input =
                    new FileInput(
                            conf,
                            Recording.open(path),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            tolerate);
        }
        if (input.recording().isEmpty()) {
            throw new IOException(path + " holds no update: give another recording");
        }
        return input;
    }

    @Override
    public DataStream<RawRecord> updates(StreamExecutionEnvironment env, ReplayProgress progress) {
        return RecordingSource.of(
                env,
                "recorded-updates",
                new RecordingSource(recording, tolerate, progress.id()),
                time());
    }

    @Override
    public Optional<DataStream<ControlMessage>> decisions(
            StreamExecutionEnvironment env, boolean settings, ReplayProgress progress) {
        return decisions.map(
                changes ->
                        KafkaInputs.decisions(
                                RecordingSource.of(
                                        env,
                                        "recorded-decisions",
                                        new RecordingSource(changes, tolerate, progress.id()),
                                        EventTime.ofRecords(conf.outOfOrderness())),
                                conf.outOfOrderness(),
                                settings));
    }

    /** All there are: a sum that no version asks for is not looked at. */
    @Override
    public Optional<DataStream<Piece>> sums(
            StreamExecutionEnvironment env, ReplayProgress progress) {
        return sums.filter(recorded -> conf.hasHelper())
                .map(
                        recorded ->
                                KafkaInputs.pieces(
                                        RecordingSource.of(
                                                env,
                                                "recorded-sums",
                                                new RecordingSource(
                                                        recorded, tolerate, progress.id()),
                                                KafkaInputs.withoutEventTime())));
    }

    @Override
    public PipelineSettings settings() {
        PipelineSettings settings = AggregationJob.settings(conf, recording.name(), time());
        return again.map(records -> settings.withRecords(records, false)).orElse(settings);
    }

    private EventTime time() {
        return new EventTime(conf.outOfOrderness(), conf.maxClockSkew(), recording.ticks());
    }
}
