package io.ftte.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.devices.simulation.Method;
import io.ftte.devices.simulation.World;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A method as an experiment file gives it; its plans follow from a seed's initial model.
 *
 * @param written as the file gives it
 */
record MethodSpec(
        String name,
        boolean rounds,
        int concurrency,
        PlanSpec plan,
        Optional<PlanSpec> fastPlan,
        TensorEncoding encoding,
        boolean mixing,
        int microBatch,
        boolean logitAdjustment,
        long horizon,
        AggregationSettings aggregation,
        JsonNode written) {

    Method in(World world) {
        return new Method(
                name,
                rounds,
                concurrency,
                Stream.concat(Stream.of(plan), fastPlan.stream())
                        .map(tier -> tier.plans(world, microBatch))
                        .toList(),
                encoding,
                mixing,
                microBatch,
                logitAdjustment,
                horizon,
                aggregation);
    }
}
