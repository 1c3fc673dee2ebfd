package io.ftte.devices.simulation;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelStep;
import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.ShardModel;
import io.ftte.aggregation.Weight;
import io.ftte.aggregation.WeightedSum;
import io.ftte.control.Decisions;
import io.ftte.control.FirstVersion;
import io.ftte.control.ModelBlueprint;
import io.ftte.control.Removal;
import io.ftte.control.Revision;
import io.ftte.control.VersionClose;
import io.ftte.devices.simulation.SimulatedServer.Verdict;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.wire.Tensors;
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
    private final WeightedSum adder = new WeightedSum();

    /** By plan: Σ (float) w · Δ of the open buffer. */
    private final Map<Integer, float[]> sums = new HashMap<>();

    private ShardModel model = new ShardModel();
    private float[] published = {};
    private Optional<AggregationSettings> settings = Optional.empty();
    private Optional<ModelStep> step = Optional.empty();
    private Verdict verdict = Verdict.REFUSED;
    private Optional<Refusal> refusal = Optional.empty();
    private long staleness;

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
        float[] sum =
                sums.computeIfAbsent(update.planId(), plan -> new float[update.totalLength()]);
        adder.add(
                sum,
                0,
                (float) weight.value(),
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
            IndexRanges ranges = close.model().layout().plan(close.model().place(planId));
            scatter(sums.get(planId), close.divisors()[i], ranges, sum, divisor);
            total += close.divisors()[i];
        }
        step(close.model()).apply(model, sum, divisor, total, close.version());
        published = model.parameters.clone();
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
    }

    @Override
    public void refuse(Refusal why) {
        refusal = Optional.of(why);
    }
}
