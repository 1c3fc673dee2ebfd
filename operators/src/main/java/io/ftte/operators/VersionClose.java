package io.ftte.operators;

import io.ftte.aggregation.PlanBuffer;
import io.ftte.operators.stream.AdmittedUpdate;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardKey;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** Tells the data plane and the ledger that a buffer is full. */
final class VersionClose {
    private VersionClose() {}

    /** Makes the next version: emits its commands and opens an empty buffer. */
    static void emit(
            String modelId,
            ModelState model,
            SliceNumbers numbers,
            ModelBlueprint blueprint,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context,
            Collector<SliceCommand> out) {
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < model.buffer.plans.length; place++) {
            if (model.buffer.plans[place].divisor > 0) {
                places.add(place);
            }
        }
        int[] planIds = places.stream().mapToInt(p -> model.buffer.plans[p].planId).toArray();
        double[] divisors =
                places.stream().mapToDouble(p -> model.buffer.plans[p].divisor).toArray();
        AdmittedUpdate[] contributions = model.takeContributions();
        blueprint.rule().close(model.buffer);
        long version = model.buffer.version;
        long eventTime = model.buffer.lastPublication();
        closeSlices(modelId, model, numbers, blueprint, places, version, out);
        List<Integer> shards = blueprint.publishingShards();
        byte[] settings = model.settings == null ? new byte[0] : model.settings.record;
        for (int shard : shards) {
            context.output(
                    Sequencer.SHARDS,
                    ShardCommand.step(
                            new ShardKey(modelId, model.generation, shard),
                            version,
                            eventTime,
                            planIds,
                            divisors,
                            blueprint.parts(places, shard),
                            settings));
        }
        context.output(
                Sequencer.LEDGER,
                new LedgerCommand(
                        new LedgerKey(modelId, model.generation),
                        version,
                        false,
                        eventTime,
                        shards.size(),
                        blueprint.settingsHash(),
                        contributions));
    }

    private static void closeSlices(
            String modelId,
            ModelState model,
            SliceNumbers numbers,
            ModelBlueprint blueprint,
            List<Integer> places,
            long version,
            Collector<SliceCommand> out) {
        for (int place : places) {
            PlanBuffer plan = model.buffer.plans[place];
            for (int slice = 0; slice < blueprint.layout().sliceCount(place); slice++) {
                out.collect(
                        SliceCommand.close(
                                new SliceKey(modelId, plan.planId, slice),
                                numbers.take(plan.planId, slice),
                                model.generation,
                                version,
                                model.sizes.shardSize(),
                                blueprint.segments(place, slice)));
            }
        }
    }
}
