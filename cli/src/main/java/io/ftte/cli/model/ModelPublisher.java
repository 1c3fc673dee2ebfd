package io.ftte.cli.model;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.topics.ControlTopic;
import io.ftte.topics.ControlWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Registers models on the control topic. */
public final class ModelPublisher {
    private final AggregationConf conf;

    public ModelPublisher(AggregationConf conf) {
        this.conf = conf;
    }

    /**
     * Registers the model unless an equal one already is.
     *
     * @return whether anything was written
     * @throws IOException if another model has this id, or Kafka refuses
     */
    public boolean publish(ModelDefinition model) throws IOException {
        String id = model.head().getModelId();
        List<ControlRecord> records = model.controlRecords();
        ControlRecord head = records.get(records.size() - 1);
        String topic = conf.topics().control();
        Optional<byte[]> registered = ControlTopic.read(conf.brokers(), topic).encodedHead(id);
        if (registered.isEmpty()) {
            new ControlWriter(conf.brokers(), topic, conf.jobName()).write(id, records);
            return true;
        }
        if (Arrays.equals(registered.get(), head.value())) {
            return false;
        }
        throw new IOException(
                "Another model is registered as %s; change modelId in the file, or remove it with ./ftte remove"
                        .formatted(id));
    }
}
