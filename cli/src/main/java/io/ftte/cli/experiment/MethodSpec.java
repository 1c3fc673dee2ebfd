package io.ftte.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.devices.simulation.Method;
import io.ftte.devices.simulation.World;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A method as an experiment file gives it; its plans follow from a seed's initial model.
 *
 * @param personal indices of the tensors that each device keeps to itself
 * @param written as the file gives it
 */
record MethodSpec(
        String name,
        boolean rounds,
        int concurrency,
        PlanSpec plan,
        Optional<PlanSpec> fastPlan,
        BitSet personal,
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
                        .map(tier -> tier.plans(world, microBatch, personal))
                        .toList(),
                plan.alone(),
                personal,
                encoding,
                mixing,
                microBatch,
                logitAdjustment,
                horizon,
                aggregation);
    }

    /**
     * As it was before there were personal tensors, which are in what is written: what was run
     * before goes on to count.
     */
    @Override
    public String toString() {
        return ("MethodSpec[name=%s, rounds=%s, concurrency=%s, plan=%s, fastPlan=%s, encoding=%s,"
                        + " mixing=%s, microBatch=%s, logitAdjustment=%s, horizon=%s,"
                        + " aggregation=%s, written=%s]")
                .formatted(
                        name,
                        rounds,
                        concurrency,
                        plan,
                        fastPlan,
                        encoding,
                        mixing,
                        microBatch,
                        logitAdjustment,
                        horizon,
                        aggregation,
                        written);
    }
}
