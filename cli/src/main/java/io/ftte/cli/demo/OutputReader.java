package io.ftte.cli.demo;

import io.ftte.devices.client.ModelAssembler;
import io.ftte.devices.client.ModelVersion;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicNames;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what a job publishes, from the start of its output topics. */
final class OutputReader implements AutoCloseable {
    private final TopicReader reader;

    /** What one would use: devices start from the raw versions, which swing. */
    private final ModelAssembler assembler = ModelAssembler.newestOnly(ShardKind.AVERAGE);

    OutputReader(AggregationConf conf) throws IOException {
        TopicNames topics = conf.topics();
        reader =
                TopicReader.fromBeginning(
                        conf.brokers(), topics.models(), topics.lineage(), topics.rejected());
    }

    /**
     * Waits for records and hands them on.
     *
     * @param plans takes each plan of the model as it is published
     * @param versions takes the average of each complete version, ascending
     * @throws WireException if a record is none of this project's
     */
    void poll(
            Duration patience,
            RunRecord run,
            Consumer<TrainablePlan> plans,
            Consumer<ModelVersion> versions)
            throws WireException {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(patience)) {
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
        reader.close();
    }
}
