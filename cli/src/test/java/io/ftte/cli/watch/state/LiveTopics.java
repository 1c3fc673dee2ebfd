package io.ftte.cli.watch.state;

import static io.ftte.fixtures.TopicRecords.bytes;
import static io.ftte.fixtures.TopicRecords.update;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.aggregation.privacy.DeviceNameKey;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;

/** A {@link LiveState} that stands at {@link #NOW}, and records to give it. */
final class LiveTopics {
    static final long T0 = 1_700_000_000_000L;
    static final long NOW = T0 + 100_000;
    static final int BUFFER = 3;
    static final byte[] NO_KEY = {};

    final AggregationConf conf =
            AggregationConf.of(
                    Configuration.fromMap(
                            Map.of(AggregationOptions.BOOTSTRAP_SERVERS.key(), "kafka:9092")));
    final LiveState state;

    LiveTopics(Optional<String> modelId) {
        this(modelId, Optional.empty());
    }

    LiveTopics(Optional<String> modelId, Optional<DeviceNameKey> deviceNameKey) {
        LiveSettings usual = LiveSettings.of(conf, modelId);
        state =
                new LiveState(
                        new LiveSettings(
                                usual.modelId(),
                                usual.brokers(),
                                usual.topics(),
                                usual.setup(),
                                deviceNameKey,
                                usual.maxClockSkewMs(),
                                () -> NOW));
    }

    /** Registers a model of 4 parameters whose buffer takes {@link #BUFFER} updates. */
    void register(String id) {
        for (ControlRecord record : TestModels.zeros(id, 4, BUFFER, T0).controlRecords()) {
            state.take(Topic.CONTROL, bytes(record.key().toString()), record.value(), T0);
        }
    }

    void take(Topic topic, SpecificRecord record) {
        state.take(topic, NO_KEY, RecordCodec.encode(record), T0);
    }

    void send(String model, String device, long eventTime) {
        state.take(Topic.UPDATES, bytes(device), update(model, device, 0), eventTime);
    }

    JsonNode model(String id) {
        return StreamSupport.stream(state.json().get("models").spliterator(), false)
                .filter(model -> model.get("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    JsonNode row(Topic topic) {
        return state.json().get("topics").get(topic.ordinal());
    }

    int unreadable(Topic topic) {
        return row(topic).get("unreadable").asInt();
    }
}
