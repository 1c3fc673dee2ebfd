package io.ftte.cli;

import io.ftte.devices.ModelAssembler;
import io.ftte.devices.ModelVersion;
import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.KafkaConnection;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a job publishes, committed records only, from the start of its output topics. */
final class OutputReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ModelAssembler assembler = ModelAssembler.newestOnly(ShardKind.MODEL);

    OutputReader(AggregationConf conf) {
        Properties properties = KafkaConnection.properties(conf);
        properties.put("isolation.level", "read_committed");
        consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                Stream.of(conf.topics().models(), conf.topics().lineage(), conf.topics().rejected())
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * Waits for records and hands them on.
     *
     * @param plans takes each plan of the model as it is published
     * @param versions takes complete versions of the model, ascending
     * @throws WireException if a record is none of this project's
     */
    void poll(
            Duration patience,
            RunRecord run,
            Consumer<TrainablePlan> plans,
            Consumer<ModelVersion> versions)
            throws WireException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
            SpecificRecord value = RecordCodec.decode(record.value());
            if (value instanceof VersionLineage lineage) {
                run.add(lineage);
            } else if (value instanceof Rejection rejection) {
                run.add(rejection);
            } else if (value instanceof TrainablePlan plan) {
                plans.accept(plan);
            } else if (value instanceof ModelShard shard) {
                assembler.add(shard).forEach(versions);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
