package io.ftte.devices.simulation;

import io.ftte.aggregation.AggregationRule;
import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.PlanBuffer;
import io.ftte.aggregation.ServerStep;
import io.ftte.aggregation.ShardModel;
import io.ftte.aggregation.StatisticsAccumulator;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.aggregation.Weight;
import io.ftte.aggregation.WeightedSum;
import io.ftte.control.PayloadRule;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The job in one object: the rule, the buffer and the step, fed in order of event time. Not
 * thread-safe.
 */
final class SimulatedServer {
    /** What became of an update. */
    enum Verdict {
        REFUSED,
        ADMITTED,
        /** Admitted, and it filled the buffer: there is a new version. */
        PUBLISHED
    }

    private final AggregationRule rule;
    private final ServerStep step;
    private final ModelBuffer buffer;
    private final ShardModel model;
    private final int[][] plans;
    private final float[][] sums;
    private final StatisticsAccumulator statistics = new StatisticsAccumulator();
    private final WeightedSum adder = new WeightedSum();
    private final Weight weight = new Weight();
    private float[] published;

    /**
     * @param initial the flat vector of version 0, which is published at time 0
     * @param plans the indices that each plan trains; a plan's id is its place
     * @throws IllegalArgumentException one line, when a setting is out of range
     */
    SimulatedServer(float[] initial, List<BitSet> plans, AggregationSettings settings) {
        rule = new AggregationRule(settings);
        step = new ServerStep(settings);
        this.plans = plans.stream().map(plan -> plan.stream().toArray()).toArray(int[][]::new);
        int[] lengths = Arrays.stream(this.plans).mapToInt(plan -> plan.length).toArray();
        int[] ids = IntStream.range(0, lengths.length).toArray();
        buffer = rule.start(0, ids, lengths);
        sums = Arrays.stream(lengths).mapToObj(float[]::new).toArray(float[][]::new);
        model = new ShardModel(initial.clone(), step);
        published = initial;
    }

    long version() {
        return buffer.version;
    }

    /** Updates in the open buffer. */
    int fill() {
        return buffer.fill;
    }

    /** The flat vector of the newest version; never written to again. */
    float[] parameters() {
        return published;
    }

    /** What is used and measured: the averaged model where there is one. Never written to again. */
    float[] used() {
        return model.averaged.length > 0 ? model.averaged.clone() : published;
    }

    /** Of the last admitted update. */
    long staleness() {
        return weight.staleness();
    }

    /** Receives a whole update, whose time is not below that of the one before. */
    Verdict receive(ReceivedUpdate update, TensorEncoding encoding) {
        byte[] delta = update.delta();
        PlanBuffer plan = buffer.plans[update.planId()];
        UpdateStatistics numbers = statistics.compute(encoding, delta, 0, plan.length).result();
        if (PayloadRule.refusal(numbers, update.examples()).isPresent()
                || rule.refusal(buffer, plan, plan.length, update.baseVersion(), false)
                        .isPresent()) {
            return Verdict.REFUSED;
        }
        boolean full =
                rule.admit(
                        buffer,
                        plan,
                        update.millis(),
                        update.baseVersion(),
                        update.examples(),
                        numbers.variance(),
                        numbers.norm(),
                        weight);
        adder.add(
                sums[update.planId()], 0, (float) weight.value(), encoding, delta, 0, plan.length);
        if (full) {
            publish();
        }
        return full ? Verdict.PUBLISHED : Verdict.ADMITTED;
    }

    private void publish() {
        float[] sum = new float[model.parameters.length];
        double[] divisor = new double[sum.length];
        double total = 0;
        for (int p = 0; p < plans.length; p++) {
            double z = buffer.plans[p].divisor;
            total += z;
            for (int i = 0; z > 0 && i < plans[p].length; i++) {
                sum[plans[p][i]] += sums[p][i];
                divisor[plans[p][i]] += z;
            }
            Arrays.fill(sums[p], 0);
        }
        step.apply(model, sum, divisor, total, buffer.version + 1);
        rule.close(buffer);
        published = model.parameters.clone();
    }
}
