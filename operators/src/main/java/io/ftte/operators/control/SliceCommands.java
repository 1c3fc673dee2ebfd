package io.ftte.operators.control;

import io.ftte.aggregation.Weight;
import io.ftte.aggregation.robust.RobustRule;
import io.ftte.aggregation.sharing.SharingRule;
import io.ftte.control.ModelBlueprint;
import io.ftte.control.VersionClose;
import io.ftte.control.privacy.VersionNoise;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.UpdateHeader;
import java.util.Optional;
import org.apache.flink.util.Collector;

/** What the slices of a model's plans are told, numbered without gaps. */
final class SliceCommands {
    private final SliceNumbers numbers;
    private final Collector<SliceCommand> out;

    /**
     * @param numbers of the model; changed in place
     */
    SliceCommands(SliceNumbers numbers, Collector<SliceCommand> out) {
        this.numbers = numbers;
        this.out = out;
    }

    /** Every piece of the update's payload is to count with this weight. */
    void admit(UpdateHeader update, Weight weight) {
        for (Chunk chunk : update.chunks()) {
            for (int slice = firstSlice(update, chunk);
                    slice <= lastSlice(update, chunk);
                    slice++) {
                SliceKey key = new SliceKey(update.modelId(), update.planId(), slice);
                long number = numbers.take(update.planId(), slice);
                out.collect(admission(update, weight, key, number, chunk.joinKey()));
            }
        }
    }

    private static SliceCommand admission(
            UpdateHeader update, Weight weight, SliceKey key, long number, long joinKey) {
        int length = length(update, key.slice());
        float multiplier = (float) weight.multiplier();
        SliceCommand admit;
        if (update.seedId() != 0) {
            int integer = SharingRule.integer(weight.value());
            admit = SliceCommand.admitShare(key, number, joinKey, integer, length);
        } else if (weight.isRounded()) {
            admit = SliceCommand.admitRounded(key, number, joinKey, multiplier, length);
        } else if (weight.isKept()) {
            admit = SliceCommand.keep(key, number, joinKey, multiplier, length);
        } else {
            admit = SliceCommand.admit(key, number, joinKey, multiplier, length);
        }
        return admit;
    }

    /** No piece of the update's payload counts. */
    void drop(UpdateHeader update) {
        for (Chunk chunk : update.chunks()) {
            for (int slice = firstSlice(update, chunk);
                    slice <= lastSlice(update, chunk) && !chunk.isWord();
                    slice++) {
                out.collect(
                        SliceCommand.drop(
                                new SliceKey(update.modelId(), update.planId(), slice),
                                chunk.joinKey()));
            }
        }
    }

    /**
     * The slices of the plans that contributed hand their sums to the shards, or to the layers;
     * those of a private model after they got their noise, those under a robust rule after they
     * were made, those of two parties after this one's noise, where there is any, and the other's
     * sum have come.
     */
    void close(VersionClose close) {
        ModelBlueprint model = close.model();
        for (int planId : close.planIds()) {
            int place = model.place(planId);
            for (int slice = 0; slice < model.layout().sliceCount(place); slice++) {
                SliceKey key = new SliceKey(model.modelId(), planId, slice);
                int length = model.layout().sliceLength(place, slice);
                if (close.noise().isPresent()) {
                    long number = numbers.take(planId, slice);
                    out.collect(noise(close, close.noise().get(), key, number, length));
                }
                if (model.sharing().isPresent()) {
                    float unit = model.sharing().get().unit();
                    long number = numbers.take(planId, slice);
                    out.collect(combine(close, unit, key, number, length));
                }
                if (model.robust().isPresent()) {
                    RobustRule robust = model.robust().get();
                    long number = numbers.take(planId, slice);
                    out.collect(SliceCommand.reduce(key, number, length, robust.trim()));
                }
                out.collect(close(close, key, place, numbers.take(planId, slice)));
            }
        }
    }

    private static SliceCommand combine(
            VersionClose close, float unit, SliceKey key, long number, int length) {
        return SliceCommand.combine(
                key, number, unit, length, close.model().generation(), close.version());
    }

    private static SliceCommand noise(
            VersionClose close, VersionNoise noise, SliceKey key, long number, int length) {
        Optional<SharingRule> sharing = close.model().sharing();
        return sharing.isPresent()
                ? SliceCommand.noiseShare(
                        key,
                        number,
                        sharing.get().noiseMultiple(),
                        length,
                        close.model().generation(),
                        close.version(),
                        noise.nonce(),
                        noise.keyId())
                : SliceCommand.noise(
                        key,
                        number,
                        noise.grid(),
                        length,
                        close.model().generation(),
                        close.version(),
                        noise.nonce(),
                        noise.keyId());
    }

    private static SliceCommand close(VersionClose close, SliceKey key, int place, long number) {
        ModelBlueprint model = close.model();
        return model.layers().isPresent()
                ? SliceCommand.closeLayers(
                        key,
                        number,
                        model.generation(),
                        close.version(),
                        model.layers().get().segments(place, key.slice()))
                : SliceCommand.close(
                        key,
                        number,
                        model.generation(),
                        close.version(),
                        model.sizes().shardSize(),
                        model.segments(place, key.slice()));
    }

    /** All slices of the model forget their sums. */
    void reset(ModelBlueprint model) {
        int[] planIds = model.layout().planIds();
        for (int place = 0; place < planIds.length; place++) {
            for (int slice = 0; slice < model.layout().sliceCount(place); slice++) {
                out.collect(
                        SliceCommand.reset(
                                new SliceKey(model.modelId(), planIds[place], slice),
                                numbers.take(planIds[place], slice)));
            }
        }
    }

    private static int firstSlice(UpdateHeader update, Chunk chunk) {
        return chunk.from() / update.sliceSize();
    }

    private static int lastSlice(UpdateHeader update, Chunk chunk) {
        return (chunk.to() - 1) / update.sliceSize();
    }

    /** Of a slice of the plan that the update is for: who is admitted has the plan's length. */
    private static int length(UpdateHeader update, int slice) {
        long from = (long) slice * update.sliceSize();
        return (int) Math.min(update.sliceSize(), update.totalLength() - from);
    }
}
