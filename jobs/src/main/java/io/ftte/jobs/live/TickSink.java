package io.ftte.jobs.live;

import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Ticks into Kafka. Unlike Flink's sink it lets go of what no broker takes, and fails a job only
 * for what none will ever take: the next tick says more.
 */
final class TickSink implements Sink<TickTarget> {
    private static final long serialVersionUID = 1;

    private final Properties client;
    private final long intervalMs;

    /**
     * @param client properties of a Kafka client
     * @param intervalMs what the ticks say of their distance
     */
    TickSink(Properties client, long intervalMs) {
        this.client = client;
        this.intervalMs = intervalMs;
    }

    @Override
    public SinkWriter<TickTarget> createWriter(WriterInitContext context) {
        TickProducer producer = new TickProducer(client);
        context.metricGroup().addGroup("ftte").gauge("ticksDropped", producer::dropped);
        return new Writer(producer, intervalMs);
    }

    private record Writer(TickProducer producer, long intervalMs)
            implements SinkWriter<TickTarget> {
        @Override
        public void write(TickTarget target, Context context) {
            producer.send(target, intervalMs);
        }

        @Override
        public void flush(boolean endOfInput) {
            // A checkpoint does not wait for ticks.
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
