package io.ftte.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.schemas.TensorEncoding;
import java.util.Map;

/**
 * Which updates a measurement has.
 *
 * @param updates of all models
 * @param parameters that an update holds: the first ones of its model
 * @param models that updates are for, in turn
 * @param modelParameters of each model, at least {@code parameters}
 * @param devices of each model, in turn; their ids are the same in every model
 * @param buffer updates that make a version
 * @param staleness versions that an update is old, from 1 on, at random
 * @param partitions of the update topic
 * @param updatesPerSecond of event time
 * @param settings of the models, by their paths, that are not the defaults
 */
public record Workload(
        int updates,
        int parameters,
        TensorEncoding encoding,
        int models,
        int modelParameters,
        int devices,
        int buffer,
        int staleness,
        int partitions,
        double updatesPerSecond,
        Map<String, String> settings) {

    /** From a JSON object of all fields. */
    public static Workload parse(String json) throws JsonProcessingException {
        return new ObjectMapper().readValue(json, Workload.class);
    }

    /** What is admitted once every model has closed its last whole buffer. */
    public long countedUpdates() {
        return (long) updates / models / buffer * buffer * models;
    }
}
