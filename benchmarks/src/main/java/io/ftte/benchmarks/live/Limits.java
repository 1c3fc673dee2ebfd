package io.ftte.benchmarks.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.ftte.aggregation.PayloadRule;
import io.ftte.aggregation.StatisticsAccumulator;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.aggregation.WeightedSum;
import io.ftte.benchmarks.MadeUpdates;
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
 * them and takes a step when ten are in. Arguments: brokers, topic, partitions, updates,
 * parameters, {@code poll} or {@code add}. Prints as JSON what it took between half of them and
 * all.
 */
public final class Limits {
    private Limits() {}

    public static void main(String[] args) throws Exception {
        int partitions = Integer.parseInt(args[2]);
        int updates = Integer.parseInt(args[3]);
        Arithmetic arithmetic = new Arithmetic(Integer.parseInt(args[4]));
        boolean adds = args[5].equals("add");
        Properties settings = new Properties();
        settings.put("bootstrap.servers", args[0]);
        settings.put("fetch.max.bytes", Integer.toString(8 * Broker.MAX_RECORD));
        Set<TopicPartition> all = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(args[1], partition));
        }
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Window window = new Window(updates);
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
        private byte[] delta = {};
        private int fill;

        Arithmetic(int length) {
            sum = new float[length];
            parameters = new float[length];
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
            if (++fill == MadeUpdates.BUFFER) {
                fill = 0;
                for (int i = 0; i < sum.length; i++) {
                    parameters[i] += sum[i] / MadeUpdates.BUFFER;
                    sum[i] = 0;
                }
            }
        }
    }
}
