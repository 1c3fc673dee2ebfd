package io.ftte.jobs;

import io.ftte.operators.stream.RawRecord;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A recording as a bounded source of parallelism 1: Flink counts the records (and remembers the
 * count in checkpoints), this reads the one that it asks for.
 */
final class RecordingSource implements GeneratorFunction<Long, RawRecord> {
    private static final long serialVersionUID = 1;

    private final Recording recording;
    private transient RecordingReader reader;
    private transient long next;

    private RecordingSource(Recording recording) {
        this.recording = recording;
    }

    static DataStream<RawRecord> of(
            StreamExecutionEnvironment env, Recording recording, Duration outOfOrderness) {
        return env.fromSource(
                        new DataGeneratorSource<>(
                                new RecordingSource(recording),
                                recording.size(),
                                TypeInformation.of(RawRecord.class)),
                        PartitionWatermarks.ofRecording(outOfOrderness, recording.records()),
                        "updates")
                .uid("updates")
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
