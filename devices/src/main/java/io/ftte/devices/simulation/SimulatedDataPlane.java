package io.ftte.devices.simulation;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelStep;
import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.ShardModel;
import io.ftte.aggregation.Weight;
import io.ftte.aggregation.WeightedSum;
import io.ftte.aggregation.privacy.NoiseName;
import io.ftte.aggregation.privacy.NoiseStream;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.aggregation.robust.KeptPart;
import io.ftte.aggregation.robust.RobustRule;
import io.ftte.aggregation.robust.RobustSum;
import io.ftte.control.Decisions;
import io.ftte.control.FirstVersion;
import io.ftte.control.ModelBlueprint;
import io.ftte.control.Removal;
import io.ftte.control.Revision;
import io.ftte.control.VersionClose;
import io.ftte.control.privacy.VersionNoise;
import io.ftte.devices.simulation.SimulatedServer.Verdict;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.wire.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out what the model decides, over the whole of it at once: what slices and shards do in
 * the job.
 */
final class SimulatedDataPlane implements Decisions<DecodedUpdate> {
    private final WeightedSum weightedSum = new WeightedSum();
    private final WeightedSum roundedSum = WeightedSum.rounding();

    /** By plan: Σ (float) w · Δ of the open buffer, in grid steps where the model is private. */
    private final Map<Integer, float[]> sums = new HashMap<>();

    private final RobustSum robustSum = new RobustSum();

    /** By plan: the updates of the open buffer under a robust rule. */
    private final Map<Integer, List<KeptPart>> kept = new HashMap<>();

    private final PrivacyKey privacyKey;
    private ShardModel model = new ShardModel();
    private float[] published = {};
    private Optional<AggregationSettings> settings = Optional.empty();
    private Optional<ModelStep> step = Optional.empty();
    private Verdict verdict = Verdict.REFUSED;
    private Optional<Refusal> refusal = Optional.empty();
    private long staleness;

    /**
     * @param privacyKey from which noise comes where the model is private
     */
    SimulatedDataPlane(PrivacyKey privacyKey) {
        this.privacyKey = privacyKey;
    }

    /** The flat vector of the newest version; never written to again. */
    float[] published() {
        return published;
    }

    /** The average of the versions; empty where the model keeps none. */
    float[] averaged() {
        return model.averaged;
    }

    /** What became of the last update. */
    Verdict verdict() {
        return verdict;
    }

    /** Why the last update, or record, does not count. */
    Optional<Refusal> refusal() {
        return refusal;
    }

    /** Of the last admitted update. */
    long staleness() {
        return staleness;
    }

    /** Nothing is refused any more: the next record is to be judged alone. */
    void clearRefusal() {
        refusal = Optional.empty();
    }

    @Override
    public void admit(DecodedUpdate update, Weight weight, int fill) {
        verdict = Verdict.ADMITTED;
        refusal = Optional.empty();
        staleness = weight.staleness();
        if (weight.isKept()) {
            keep(update, (float) weight.multiplier());
        } else {
            add(update, weight);
        }
    }

    private void keep(DecodedUpdate update, float weight) {
        KeptPart whole =
                new KeptPart(
                        weight,
                        0,
                        update.totalLength(),
                        update.encoding(),
                        update.received().delta(),
                        0);
        kept.computeIfAbsent(update.planId(), plan -> new ArrayList<>()).add(whole);
    }

    private void add(DecodedUpdate update, Weight weight) {
        float[] sum =
                sums.computeIfAbsent(update.planId(), plan -> new float[update.totalLength()]);
        (weight.isRounded() ? roundedSum : weightedSum)
                .add(
                        sum,
                        0,
                        (float) weight.multiplier(),
                        update.encoding(),
                        update.received().delta(),
                        0,
                        update.totalLength());
    }

    @Override
    public void drop(DecodedUpdate update, Refusal why) {
        verdict = Verdict.REFUSED;
        refusal = Optional.of(why);
    }

    @Override
    public void close(VersionClose close) {
        verdict = Verdict.PUBLISHED;
        float[] sum = new float[model.parameters.length];
        double[] divisor = new double[sum.length];
        double total = 0;
        for (int i = 0; i < close.planIds().length; i++) {
            int planId = close.planIds()[i];
            close.noise().ifPresent(noise -> add(noise, close, planId));
            close.model().robust().ifPresent(rule -> reduce(rule, planId));
            IndexRanges ranges = close.model().layout().plan(close.model().place(planId));
            scatter(sums.get(planId), close.divisors()[i], ranges, sum, divisor);
            total += close.divisors()[i];
        }
        step(close.model()).apply(model, sum, divisor, total, close.version());
        published = model.parameters.clone();
    }

    /** Makes a plan's sum of what was kept. */
    private void reduce(RobustRule rule, int planId) {
        List<KeptPart> parts = kept.remove(planId);
        sums.put(planId, robustSum.of(rule, parts, parts.get(0).count()));
    }

    /** Makes of a plan's sum in grid steps one with noise, in the units of updates. */
    private void add(VersionNoise noise, VersionClose close, int planId) {
        float[] sum = sums.get(planId);
        new NoiseStream(
                        privacyKey,
                        new NoiseName(
                                close.model().modelId(),
                                close.model().generation(),
                                close.version(),
                                planId,
                                noise.nonce()))
                .addTo(sum, 0);
        for (int i = 0; i < sum.length; i++) {
            sum[i] *= noise.grid();
        }
    }

    /** Adds a plan's sum where its parameters are, and empties it. */
    private static void scatter(
            float[] from, double z, IndexRanges ranges, float[] sum, double[] divisor) {
        int at = 0;
        for (int range = 0; range < ranges.from().length; range++) {
            int first = ranges.from()[range];
            int count = ranges.to()[range] - first;
            for (int i = 0; i < count; i++) {
                sum[first + i] += from[at + i];
                divisor[first + i] += z;
            }
            at += count;
        }
        Arrays.fill(from, 0);
    }

    private ModelStep step(ModelBlueprint of) {
        if (!settings.equals(Optional.of(of.settings()))) {
            settings = Optional.of(of.settings());
            step = Optional.of(new ModelStep(of.settings(), of.head()));
        }
        return step.orElseThrow();
    }

    @Override
    public void begin(FirstVersion first) {
        published = Tensors.floats(first.parameters());
        model = step(first.model()).begin(published.clone());
    }

    @Override
    public void revise(Revision revision) {
        List<Integer> inForce = Arrays.stream(revision.model().layout().planIds()).boxed().toList();
        sums.keySet().retainAll(inForce);
    }

    @Override
    public void end(Removal removal) {
        sums.clear();
        kept.clear();
    }

    @Override
    public void refuse(Refusal why) {
        refusal = Optional.of(why);
    }
}
