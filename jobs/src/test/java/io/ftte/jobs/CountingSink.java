package io.ftte.jobs;

import io.ftte.operators.stream.OutputRecord;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts records, by a name of the test's, and forgets them. */
record CountingSink(String name) implements Sink<OutputRecord> {
    private static final Map<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

    static CountingSink of(String name) {
        COUNTS.put(name, new LongAdder());
        return new CountingSink(name);
    }

    long count() {
        return COUNTS.get(name).sum();
    }

    @Override
    public SinkWriter<OutputRecord> createWriter(WriterInitContext context) {
        return new Writer(COUNTS.get(name));
    }

    private record Writer(LongAdder count) implements SinkWriter<OutputRecord> {
        @Override
        public void write(OutputRecord record, Context context) {
            count.increment();
        }

        @Override
        public void flush(boolean endOfInput) {
            // Nothing is kept.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
