package io.ftte.control;

import io.ftte.aggregation.AggregationRule;
import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.IndexRanges.Segment;
import io.ftte.aggregation.LayerLayout;
import io.ftte.aggregation.ModelLayout;
import io.ftte.aggregation.SpectralStep;
import io.ftte.aggregation.privacy.PrivacyRule;
import io.ftte.aggregation.robust.RobustRule;
import io.ftte.aggregation.sharing.SharingRule;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.SettingsHash;
import io.ftte.schemas.wire.WireException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All that follows from a registration, the layout sizes, and the settings and plans in force:
 * computed when a model is first met and again when its settings or plans change, and kept beside
 * the state, never in it. Immutable.
 */
public final class ModelBlueprint {
    private final int generation;
    private final int planRevision;
    private final int settingsNumber;
    private final ModelRegistration head;
    private final AggregationSettings settings;
    private final byte[] settingsRecord;
    private final byte[] settingsHash;
    private final AggregationRule rule;
    private final ModelLayout layout;
    private final LayoutSizes sizes;
    private final IndexRanges personal;
    private final int[] planIds;

    /** By the plan's place and the slice: triples as {@link #segments} gives them. */
    private final int[][][] segments;

    /** By the plan's place and the shard: how many slices touch the shard. */
    private final int[][] parts;

    private final Optional<LayerLayout> layers;

    /** {@code IllegalArgumentException} with one line when the registration makes no sense. */
    ModelBlueprint(ModelState state) {
        generation = state.generation;
        planRevision = state.plans.revision;
        settingsNumber = state.settings.inForce.number;
        sizes = state.sizes;
        try {
            head = RecordCodec.decode(state.registration, ModelRegistration.class);
        } catch (WireException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        settingsRecord = state.settings.inForce.record;
        settings = SettingsState.aggregation(settingsRecord, head);
        settingsHash = SettingsHash.of(settings);
        rule = new AggregationRule(settings);
        layout = state.plans.layout(head.getParameterCount(), sizes);
        planIds = layout.planIds();
        personal = IndexRanges.of(ModelDefinition.personal(head));
        segments = new int[planIds.length][][];
        parts = new int[planIds.length][layout.shardCount()];
        for (int place = 0; place < planIds.length; place++) {
            segments[place] = new int[layout.sliceCount(place)][];
            for (int slice = 0; slice < segments[place].length; slice++) {
                cut(place, slice);
            }
        }
        layers = SpectralStep.of(settings).map(step -> new LayerLayout(head, layout));
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

    boolean isOf(ModelState state) {
        return generation == state.generation
                && planRevision == state.plans.revision
                && settingsNumber == state.settings.inForce.number;
    }

    /** What devices train for themselves: in no plan. */
    public IndexRanges personal() {
        return personal;
    }

    public String modelId() {
        return head.getModelId();
    }

    /** Counts the registrations of this model id, from 0. */
    public int generation() {
        return generation;
    }

    public ModelRegistration head() {
        return head;
    }

    /** In force. */
    public AggregationSettings settings() {
        return settings;
    }

    /** The encoded {@code ModelSettings} in force; empty where the registration's are. */
    public byte[] settingsRecord() {
        return settingsRecord;
    }

    /** SHA-256 of the settings in force. */
    public byte[] settingsHash() {
        return settingsHash;
    }

    public ModelLayout layout() {
        return layout;
    }

    public LayoutSizes sizes() {
        return sizes;
    }

    AggregationRule rule() {
        return rule;
    }

    /** Of a private model. */
    public Optional<PrivacyRule> privacy() {
        return rule.privacy();
    }

    /** Of a model whose devices may lie. */
    public Optional<RobustRule> robust() {
        return rule.robust();
    }

    /** Of a model that two parties aggregate. */
    public Optional<SharingRule> sharing() {
        return rule.sharing();
    }

    boolean keepsAverage() {
        return head.getAggregation().getAveragingDecay() != null;
    }

    /** The plan's place among all plans, ascending by id; the plan must exist. */
    public int place(int planId) {
        for (int place = 0; place < planIds.length; place++) {
            if (planIds[place] == planId) {
                return place;
            }
        }
        throw new IllegalArgumentException("no plan " + planId);
    }

    /** The places of plans that exist, in their order. */
    public int[] places(int[] plans) {
        return Arrays.stream(plans).map(this::place).toArray();
    }

    /**
     * Where a slice of a plan's vector lies: triples (index in the slice, index in the parameters,
     * count), cut at shards.
     */
    public int[] segments(int place, int slice) {
        return segments[place][slice];
    }

    /** Where layers make the step: how the plans lie in them. */
    public Optional<LayerLayout> layers() {
        return layers;
    }

    /**
     * How many sums of slices, or steps of layers, a shard gathers for a version by these plans.
     */
    public int parts(int[] plans, int shard) {
        int[] places = places(plans);
        return layers.map(of -> of.steps(places, shard))
                .orElseGet(() -> Arrays.stream(places).map(place -> parts[place][shard]).sum());
    }

    /** The shards that change and publish, ascending. */
    public int[] publishingShards() {
        return IntStream.range(0, layout.shardCount()).filter(layout::publishes).toArray();
    }

    /**
     * By shard the last version that it made: without a trainable parameter, none since the last
     * revision.
     *
     * @param version that the model has
     * @param revisedAt the version of the last revision
     */
    long[] lastVersions(long version, long revisedAt) {
        return IntStream.range(0, layout.shardCount())
                .mapToLong(shard -> layout.publishes(shard) ? version : revisedAt)
                .toArray();
    }
}
