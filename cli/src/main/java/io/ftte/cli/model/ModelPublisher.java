package io.ftte.cli.model;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.topics.ControlTopic;
import io.ftte.topics.ControlWriter;
import java.io.IOException;
import java.util.ArrayList;
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
     * Registers those of the models that are not there yet, all of them or none: readers see them
     * at once.
     *
     * @param models with different ids
     * @return the ids of those that were written, in the order of {@code models}; an equal one that
     *     is registered already is not among them
     * @throws IOException if another model has one of the ids, or Kafka refuses; nothing is written
     */
    public List<String> publish(List<ModelDefinition> models) throws IOException {
        String topic = conf.topics().control();
        ControlTopic there = ControlTopic.read(conf.brokers(), topic);
        List<String> ids = new ArrayList<>();
        List<ControlRecord> records = new ArrayList<>();
        for (ModelDefinition model : models) {
            String id = model.head().getModelId();
            List<ControlRecord> own = model.controlRecords();
            Optional<byte[]> registered = there.encodedHead(id);
            if (registered.isEmpty()) {
                ids.add(id);
                records.addAll(own);
            } else if (!Arrays.equals(registered.get(), own.get(own.size() - 1).value())) {
                throw new IOException(
                        "Another model is registered as %s; change modelId in the file, or remove it with ./ftte remove"
                                .formatted(id));
            }
        }
        if (!ids.isEmpty()) {
            new ControlWriter(conf.brokers(), topic, conf.jobName()).write(ids.get(0), records);
        }
        return ids;
    }
}
