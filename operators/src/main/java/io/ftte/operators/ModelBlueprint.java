package io.ftte.operators;

import io.ftte.aggregation.AggregationRule;
import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.IndexRanges.Segment;
import io.ftte.aggregation.ModelLayout;
import io.ftte.operators.stream.LayoutSizes;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.SettingsHash;
import io.ftte.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that follows from a registration, the layout sizes, and the settings and plans in force:
 * computed when a model is first met and again when its settings or plans change, and kept beside
 * the state, never in it.
 */
final class ModelBlueprint {
    private final int generation;
    private final int planRevision;
    private final int settingsNumber;
    private final ModelRegistration head;
    private final AggregationRule rule;
    private final ModelLayout layout;
    private final LayoutSizes sizes;
    private final byte[] settingsHash;
    private final int[] planIds;

    /** By the plan's place and the slice: triples as {@code SliceCommand.close} takes them. */
    private final int[][][] segments;

    /** By the plan's place and the shard: how many slices touch the shard. */
    private final int[][] parts;

    /** {@code IllegalArgumentException} with one line when the registration makes no sense. */
    ModelBlueprint(ModelState state) {
        this.generation = state.generation;
        this.planRevision = state.planRevision;
        this.settingsNumber = SettingsChanges.numberInForce(state);
        this.sizes = state.sizes;
        try {
            head = RecordCodec.decode(state.registration, ModelRegistration.class);
        } catch (WireException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        AggregationSettings settings =
                state.settings == null
                        ? head.getAggregation()
                        : SettingsState.aggregation(state.settings.record, head);
        rule = new AggregationRule(settings);
        layout =
                new ModelLayout(
                        head.getParameterCount(),
                        sizes.sliceSize(),
                        sizes.shardSize(),
                        Arrays.stream(state.plans).mapToInt(plan -> plan.planId).toArray(),
                        Arrays.stream(state.plans).map(PlanState::ranges).toList(),
                        new IndexRanges(state.retiredFrom, state.retiredTo));
        settingsHash = SettingsHash.of(settings);
        planIds = layout.planIds();
        segments = new int[planIds.length][][];
        parts = new int[planIds.length][layout.shardCount()];
        for (int place = 0; place < planIds.length; place++) {
            segments[place] = new int[layout.sliceCount(place)][];
            for (int slice = 0; slice < segments[place].length; slice++) {
                cut(place, slice);
            }
        }
    }

    private void cut(int place, int slice) {
        List<Segment> all = layout.segments(place, slice);
        int[] triples = new int[3 * all.size()];
        Set<Integer> shards = new HashSet<>();
        int at = 0;
        for (Segment segment : all) {
            triples[at++] = segment.vectorFrom() - slice * sizes.sliceSize();
            triples[at++] = segment.parameterFrom();
            triples[at++] = segment.count();
            shards.add(layout.shardOf(segment.parameterFrom()));
        }
        segments[place][slice] = triples;
        shards.forEach(shard -> parts[place][shard]++);
    }

    int generation() {
        return generation;
    }

    boolean isOf(ModelState state) {
        return generation == state.generation
                && planRevision == state.planRevision
                && settingsNumber == SettingsChanges.numberInForce(state);
    }

    ModelRegistration head() {
        return head;
    }

    AggregationRule rule() {
        return rule;
    }

    ModelLayout layout() {
        return layout;
    }

    byte[] settingsHash() {
        return settingsHash;
    }

    /** The plan's place among all plans, ascending by id; the plan must exist. */
    int place(int planId) {
        for (int place = 0; place < planIds.length; place++) {
            if (planIds[place] == planId) {
                return place;
            }
        }
        throw new IllegalArgumentException("no plan " + planId);
    }

    int[] segments(int place, int slice) {
        return segments[place][slice];
    }

    /** How many slice sums a shard gathers for the plans at these places. */
    int parts(List<Integer> places, int shard) {
        int sum = 0;
        for (int place : places) {
            sum += parts[place][shard];
        }
        return sum;
    }

    /** The shards that change and publish, ascending. */
    List<Integer> publishingShards() {
        List<Integer> shards = new ArrayList<>();
        for (int shard = 0; shard < layout.shardCount(); shard++) {
            if (layout.publishes(shard)) {
                shards.add(shard);
            }
        }
        return shards;
    }
}
