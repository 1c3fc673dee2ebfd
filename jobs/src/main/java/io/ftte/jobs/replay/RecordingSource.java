package io.ftte.jobs.replay;

import io.ftte.jobs.live.PartitionWatermarks;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.stream.RawRecord;
import java.io.IOException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A recording as a bounded source of parallelism 1: Flink counts the records (and remembers the
 * count in checkpoints), this reads the one that it asks for.
 */
public final class RecordingSource implements GeneratorFunction<Long, RawRecord> {
    private static final long serialVersionUID = 1;

    private final Recording recording;
    private transient RecordingReader reader;
    private transient long next;

    private RecordingSource(Recording recording) {
        this.recording = recording;
    }

    /** The update topic's. */
    static DataStream<RawRecord> of(
            StreamExecutionEnvironment env, Recording recording, EventTime time) {
        return of(
                env,
                "updates",
                recording,
                PartitionWatermarks.ofRecording(time, recording.records()),
                RateLimiterStrategy.noOp());
    }

    /** Another topic's, or one that is read at a certain pace. */
    public static DataStream<RawRecord> of(
            StreamExecutionEnvironment env,
            String name,
            Recording recording,
            WatermarkStrategy<RawRecord> watermarks,
            RateLimiterStrategy<?> pace) {
        return env.fromSource(
                        new DataGeneratorSource<>(
                                new RecordingSource(recording),
                                recording.size(),
                                pace,
                                TypeInformation.of(RawRecord.class)),
                        watermarks,
                        name)
                .uid(name)
                .setParallelism(1);
    }

    @Override
    public void open(SourceReaderContext context) throws IOException {
        reader = new RecordingReader(recording.files());
    }

    @Override
    public RawRecord map(Long index) {
        for (; next < index; next++) {
            reader.next();
        }
        next++;
        return reader.next();
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
