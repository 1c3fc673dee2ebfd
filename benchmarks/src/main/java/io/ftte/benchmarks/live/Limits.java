package io.ftte.benchmarks.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.ftte.aggregation.PayloadRule;
import io.ftte.aggregation.StatisticsAccumulator;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.aggregation.WeightedSum;
import io.ftte.benchmarks.Workload;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a machine can do at all with the updates of a topic, without Flink, in one thread beside
 * those of the Kafka client: {@code poll} reads them, {@code add} also decodes, checks and adds
 * them and takes a step when the buffer is full. Arguments: brokers, topic, {@link Workload},
 * {@code poll} or {@code add}. Prints as JSON what it took between half of them and all.
 */
public final class Limits {
    private Limits() {}

    public static void main(String[] args) throws Exception {
        Workload workload = Workload.parse(args[2]);
        Arithmetic arithmetic = new Arithmetic(workload);
        boolean adds = args[3].equals("add");
        Properties settings = new Properties();
        settings.put("bootstrap.servers", args[0]);
        settings.put("fetch.max.bytes", Integer.toString(8 * Broker.MAX_RECORD));
        Set<TopicPartition> all = new HashSet<>();
        for (int partition = 0; partition < workload.partitions(); partition++) {
            all.add(new TopicPartition(args[1], partition));
        }
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Window window = new Window(workload.updates());
            while (!window.isOver()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    // Ticks have no key.
                    if (record.key() != null) {
                        if (adds) {
                            arithmetic.add(record.value());
                        }
                        window.count();
                    }
                }
            }
            System.out.println(window.json());
        }
    }

    /** Counts updates, and what this process takes from half of them on. */
    static final class Window {
        private static final OperatingSystemMXBean SYSTEM =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        private final int updates;
        private int seen;
        private long cpuNanos;
        private long nanos;

        Window(int updates) {
            this.updates = updates;
        }

        synchronized void count() {
            seen++;
            if (seen == updates / 2 || seen == updates) {
                cpuNanos = SYSTEM.getProcessCpuTime() - cpuNanos;
                nanos = System.nanoTime() - nanos;
            }
        }

        synchronized boolean isOver() {
            return seen >= updates;
        }

        synchronized String json() throws IOException {
            int counted = updates - updates / 2;
            return new ObjectMapper()
                    .writeValueAsString(
                            Map.of(
                                    "updates", counted,
                                    "seconds", nanos / 1e9,
                                    "updatesPerSecond", 1e9 * counted / nanos,
                                    "cpuMicros", cpuNanos / 1e3 / counted));
        }
    }

    /** Of the rule: statistics, checks, a weighted sum, a step. */
    private static final class Arithmetic {
        private final UpdateReader reader = new UpdateReader();
        private final StatisticsAccumulator statistics = new StatisticsAccumulator();
        private final WeightedSum weighted = new WeightedSum();
        private final float[] sum;
        private final float[] parameters;
        private final int buffer;
        private byte[] delta = {};
        private int fill;

        Arithmetic(Workload workload) {
            sum = new float[workload.parameters()];
            parameters = new float[workload.parameters()];
            buffer = workload.buffer();
        }

        void add(byte[] record) throws WireException {
            reader.read(record);
            UpdateStatistics numbers =
                    statistics
                            .compute(
                                    reader.encoding(),
                                    record,
                                    reader.deltaOffset(),
                                    reader.components())
                            .result();
            if (PayloadRule.refusal(numbers, reader.examples()).isPresent()) {
                throw new WireException("refused");
            }
            if (delta.length != reader.deltaLength()) {
                delta = new byte[reader.deltaLength()];
            }
            System.arraycopy(record, reader.deltaOffset(), delta, 0, delta.length);
            weighted.add(sum, 0, 0.5f, reader.encoding(), delta, 0, reader.components());
            if (++fill == buffer) {
                fill = 0;
                for (int i = 0; i < sum.length; i++) {
                    parameters[i] += sum[i] / buffer;
                    sum[i] = 0;
                }
            }
        }
    }
}
