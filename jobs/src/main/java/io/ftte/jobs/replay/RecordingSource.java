package io.ftte.jobs.replay;

import io.ftte.jobs.live.PartitionWatermarks;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.stream.RawRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.InstantiationUtil;

/**
 * A recording as a bounded source of parallelism 1. A strand of the recording is a split, all of
 * which are there before the first record; every partition has a watermark of its own, so that none
 * is late because another one was read first.
 *
 * @param recording what is read
 * @param tolerate whether to go on behind what is damaged
 * @param progressId of the {@link ReplayProgress} that hears of it
 */
record RecordingSource(Recording recording, boolean tolerate, String progressId)
        implements Source<RawRecord, RecordingSource.Split, Integer> {

    /** Of a topic, by this name in the graph. */
    static DataStream<RawRecord> of(
            StreamExecutionEnvironment env, String name, RecordingSource source, EventTime time) {
        return of(env, name, source, PartitionWatermarks.of(time));
    }

    /** With other watermarks. */
    static DataStream<RawRecord> of(
            StreamExecutionEnvironment env,
            String name,
            RecordingSource source,
            WatermarkStrategy<RawRecord> watermarks) {
        return env.fromSource(source, watermarks, name, TypeInformation.of(RawRecord.class))
                .uid(name)
                .setParallelism(1);
    }

    /**
     * @param number of the strand
     * @param read how many of its records have been read
     */
    record Split(int number, long read) implements SourceSplit, java.io.Serializable {
        @Override
        public String splitId() {
            return String.valueOf(number);
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<RawRecord, Split> createReader(SourceReaderContext context) {
        return new Reader();
    }

    @Override
    public SplitEnumerator<Split, Integer> createEnumerator(SplitEnumeratorContext<Split> context) {
        return new Enumerator(context, recording.strands().size());
    }

    @Override
    public SplitEnumerator<Split, Integer> restoreEnumerator(
            SplitEnumeratorContext<Split> context, Integer left) {
        return new Enumerator(context, left);
    }

    @Override
    public SimpleVersionedSerializer<Split> getSplitSerializer() {
        return new JavaSerializer<>();
    }

    @Override
    public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
        return new JavaSerializer<>();
    }

    private static final class JavaSerializer<T extends java.io.Serializable>
            implements SimpleVersionedSerializer<T> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T value) throws IOException {
            return InstantiationUtil.serializeObject(value);
        }

        @Override
        public T deserialize(int version, byte[] bytes) throws IOException {
            try {
                return InstantiationUtil.deserializeObject(
                        bytes, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IOException(e);
            }
        }
    }

    /** Gives all strands to the one reader. */
    private static final class Enumerator implements SplitEnumerator<Split, Integer> {
        private final SplitEnumeratorContext<Split> context;

        /** Strands that nobody reads yet: all or none. */
        private int left;

        Enumerator(SplitEnumeratorContext<Split> context, int left) {
            this.context = context;
            this.left = left;
        }

        @Override
        public void start() {}

        @Override
        public void addReader(int subtask) {
            for (int strand = 0; strand < left; strand++) {
                context.assignSplit(new Split(strand, 0), subtask);
            }
            left = 0;
            context.signalNoMoreSplits(subtask);
        }

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<Split> splits, int subtask) {
            splits.forEach(split -> context.assignSplit(split, subtask));
        }

        @Override
        public Integer snapshotState(long checkpointId) {
            return left;
        }

        @Override
        public void close() {}
    }

    private final class Reader implements SourceReader<RawRecord, Split> {
        /** Records between two looks at the progress. */
        private static final int LOOK = 256;

        private final CompletableFuture<Void> complete = new CompletableFuture<>();
        private final ReplayProgress progress = ReplayProgress.of(progressId);
        private final Map<Integer, Long> read = new HashMap<>();
        private final Map<Integer, SourceOutput<RawRecord>> outputs = new HashMap<>();
        private Optional<RecordingReader> files = Optional.empty();
        private long records;
        private long bytes;

        @Override
        public void start() {}

        @Override
        public void addSplits(List<Split> splits) {
            splits.forEach(split -> read.put(split.number(), split.read()));
        }

        @Override
        public void notifyNoMoreSplits() {
            complete.complete(null);
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return complete;
        }

        @Override
        public InputStatus pollNext(ReaderOutput<RawRecord> output) throws IOException {
            if (!complete.isDone()) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            RecordingReader reader = files.isPresent() ? files.get() : open(output);
            Optional<RawRecord> next = reader.read();
            if (next.isEmpty()) {
                progress.damaged(reader.damages());
                progress.at(recording.name(), reader.position(), bytes);
                return InputStatus.END_OF_INPUT;
            }
            RawRecord record = next.get();
            read.merge(reader.strand(), 1L, Long::sum);
            SourceOutput<RawRecord> partition = outputs.get(record.partition());
            (partition == null ? output : partition).collect(record, record.timestamp());
            release(reader, output);
            if (++records % LOOK == 0) {
                progress.at(recording.name(), reader.position(), bytes);
            }
            return InputStatus.MORE_AVAILABLE;
        }

        private RecordingReader open(ReaderOutput<RawRecord> output) throws IOException {
            RecordingReader reader = new RecordingReader(recording.strands(), tolerate);
            files = Optional.of(reader);
            bytes = recording.bytes();
            for (int partition : reader.partitions()) {
                outputs.put(partition, output.createOutputForSplit("partition-" + partition));
            }
            // Flink has made one for each split: those would hold the watermark back for ever.
            read.keySet().forEach(split -> output.releaseOutputForSplit(String.valueOf(split)));
            List<Long> skipped = new ArrayList<>();
            for (int strand = 0; strand < recording.strands().size(); strand++) {
                skipped.add(read.getOrDefault(strand, 0L));
            }
            reader.start(skipped);
            release(reader, output);
            return reader;
        }

        /** A partition that has ended holds nobody back. */
        private void release(RecordingReader reader, ReaderOutput<RawRecord> output) {
            for (int partition : reader.ended()) {
                if (outputs.remove(partition) != null) {
                    output.releaseOutputForSplit("partition-" + partition);
                }
            }
        }

        @Override
        public List<Split> snapshotState(long checkpointId) {
            return read.entrySet().stream()
                    .map(entry -> new Split(entry.getKey(), entry.getValue()))
                    .toList();
        }

        @Override
        public void close() throws IOException {
            if (files.isPresent()) {
                files.get().close();
            }
        }
    }
}
