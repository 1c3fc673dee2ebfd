package io.ftte.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RecordedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the source says to Flink, event by event. */
class RecordingSourceTest {
    @TempDir Path directory;

    @Test
    void read_twoPartitions_haveOutputsBeforeTheFirstRecordAndUntilTheirLast() throws Exception {
        write("a.avro", 0, 10, 40);
        write("b.avro", 1, 5, 30);
        assertThat(run(source(directory), List.of(0L, 0L)))
                .containsExactly(
                        "create partition-0",
                        "create partition-1",
                        "partition-1 5",
                        "partition-0 10",
                        "partition-1 30",
                        "release partition-1",
                        "partition-0 40",
                        "release partition-0");
    }

    @Test
    void read_onePartitionInTwoFiles_isReleasedOnce() throws Exception {
        write("a.avro", 0, 10);
        write("b.avro", 0, 5, 30);
        assertThat(run(source(directory), List.of(0L, 0L)))
                .containsExactly(
                        "create partition-0",
                        "partition-0 5",
                        "partition-0 10",
                        "partition-0 30",
                        "release partition-0");
    }

    @Test
    void read_afterARestore_goesOnBehindWhatWasRead() throws Exception {
        write("a.avro", 0, 10, 40);
        write("b.avro", 1, 5, 30);
        assertThat(run(source(directory), List.of(1L, 2L)))
                .containsExactly(
                        "create partition-0",
                        "create partition-1",
                        "release partition-1",
                        "partition-0 40",
                        "release partition-0");
    }

    @Test
    void progress_atTheEnd_isAllOfTheBytes() throws Exception {
        write("a.avro", 0, 10, 40);
        List<Double> shares = new ArrayList<>();
        try (ReplayProgress progress = new ReplayProgress(shares::add)) {
            run(new RecordingSource(Recording.open(directory), false, progress.id()), List.of(0L));
            assertThat(shares).last().isEqualTo(1.0);
            assertThat(progress.damages()).isEmpty();
        }
    }

    private static RecordingSource source(Path path) throws IOException {
        return new RecordingSource(Recording.open(path), false, "");
    }

    /** What the reader does with its outputs until the end. */
    private static List<String> run(RecordingSource source, List<Long> read) throws Exception {
        List<RecordingSource.Split> splits = new ArrayList<>();
        for (int strand = 0; strand < read.size(); strand++) {
            splits.add(
                    source.getSplitSerializer()
                            .deserialize(
                                    1,
                                    source.getSplitSerializer()
                                            .serialize(
                                                    new RecordingSource.Split(
                                                            strand, read.get(strand)))));
        }
        Output output = new Output();
        try (SourceReader<RawRecord, RecordingSource.Split> reader = source.createReader(null)) {
            reader.start();
            reader.addSplits(splits);
            assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
            assertThat(reader.isAvailable()).isNotDone();
            reader.notifyNoMoreSplits();
            assertThat(reader.isAvailable()).isDone();
            while (reader.pollNext(output) != InputStatus.END_OF_INPUT) {
                assertThat(output.events).hasSizeLessThan(100);
            }
        }
        return output.events;
    }

    private void write(String name, int partition, long... times) throws IOException {
        Files.createDirectories(directory);
        try (var writer =
                new DataFileWriter<RecordedRecord>(
                        new SpecificDatumWriter<>(RecordedRecord.class))) {
            writer.create(RecordedRecord.getClassSchema(), directory.resolve(name).toFile());
            for (int i = 0; i < times.length; i++) {
                writer.append(
                        new RecordedRecord(
                                partition,
                                (long) i,
                                times[i],
                                null,
                                ByteBuffer.wrap(new byte[] {1})));
            }
        }
    }

    private static final class Output implements ReaderOutput<RawRecord> {
        private final List<String> events = new ArrayList<>();

        @Override
        public SourceOutput<RawRecord> createOutputForSplit(String split) {
            events.add("create " + split);
            return new SplitOutput(split, events);
        }

        @Override
        public void releaseOutputForSplit(String split) {
            events.add("release " + split);
        }

        @Override
        public void collect(RawRecord record) {
            throw new AssertionError("a record without a partition of its own");
        }

        @Override
        public void collect(RawRecord record, long timestamp) {
            collect(record);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            throw new AssertionError("watermarks are the generator's");
        }

        @Override
        public void markIdle() {
            throw new AssertionError("never idle");
        }

        @Override
        public void markActive() {
            throw new AssertionError("never idle");
        }
    }

    private record SplitOutput(String split, List<String> events)
            implements SourceOutput<RawRecord> {
        @Override
        public void collect(RawRecord record, long timestamp) {
            events.add(split + " " + timestamp);
        }

        @Override
        public void collect(RawRecord record) {
            throw new AssertionError("without its time");
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            throw new AssertionError("watermarks are the generator's");
        }

        @Override
        public void markIdle() {
            throw new AssertionError("never idle");
        }

        @Override
        public void markActive() {
            throw new AssertionError("never idle");
        }
    }
}
