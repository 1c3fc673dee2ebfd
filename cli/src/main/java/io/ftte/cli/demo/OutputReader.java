package io.ftte.cli.demo;

import io.ftte.devices.client.ModelVersion;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TrainablePlan;
import io.ftte.topics.TopicNames;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what a job publishes of a model, from the start of its output topics. */
final class OutputReader implements AutoCloseable {
    private final TopicReader reader;
    private final ModelOutputs outputs;

    /**
     * @param kind the versions that are handed on
     */
    OutputReader(AggregationConf conf, String modelId, ShardKind kind) throws IOException {
        outputs = new ModelOutputs(modelId, kind);
        TopicNames topics = conf.topics();
        reader =
                TopicReader.fromBeginning(
                        conf.brokers(), topics.models(), topics.lineage(), topics.rejected());
    }

    /**
     * Waits for records and hands on those of the model.
     *
     * @param plans takes each plan of the model as it is published
     * @param versions takes each complete version of the kind, ascending
     */
    void poll(
            Duration patience,
            RunRecord run,
            Consumer<TrainablePlan> plans,
            Consumer<ModelVersion> versions) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(patience)) {
            outputs.take(record.value(), run, plans, versions);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
