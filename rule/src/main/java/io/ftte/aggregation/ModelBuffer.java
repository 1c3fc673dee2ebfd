package io.ftte.aggregation;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the control plane keeps of one model between updates: its version, the open buffer, and the
 * publication times that staleness in event time is measured from. Memory is O(plans · window +
 * versions within maxStaleness). Mutable; public fields make it a Flink POJO without an import of
 * Flink.
 */
public final class ModelBuffer {
    public long version;

    /** Order time of the last admission; order times never fall below it. */
    public long lastOrderTime = Long.MIN_VALUE;

    /** Updates admitted to the open buffer, all plans together. */
    public int fill;

    /**
     * Of a model that two parties aggregate: the sum of the weights in the open buffer, as
     * integers.
     */
    public long sharedWeights;

    /** The same of their squares. */
    public long sharedSquares;

    /** Ascending by id. */
    public PlanBuffer[] plans = {};

    /** T(version - known + 1) … T(version), in the first {@code known} places. */
    public long[] publicationTimes = {};

    public int known;

    public ModelBuffer() {}

    /** Version 0, published at {@code eventTime}. */
    public ModelBuffer(long eventTime, PlanBuffer... plans) {
        this.plans = plans;
        this.publicationTimes = new long[] {eventTime};
        this.known = 1;
    }

    public Optional<PlanBuffer> plan(int planId) {
        for (PlanBuffer plan : plans) {
            if (plan.planId == planId) {
                return Optional.of(plan);
            }
        }
        return Optional.empty();
    }

    /** Adds a plan whose id is above all others. */
    void add(PlanBuffer plan) {
        plans = Arrays.copyOf(plans, plans.length + 1);
        plans[plans.length - 1] = plan;
    }

    /** Forgets a plan; only while the open buffer holds nothing of it. */
    public void remove(int planId) {
        plans = Arrays.stream(plans).filter(p -> p.planId != planId).toArray(PlanBuffer[]::new);
    }

    /** Whether the publication time of the version so many before this one is known. */
    boolean remembers(long staleness) {
        return staleness < known;
    }

    /** T(b) for a base version not older than maxStaleness. */
    long publicationTime(long baseVersion) {
        return publicationTimes[(int) (known - 1 - (version - baseVersion))];
    }

    /** T(version). */
    public long lastPublication() {
        return publicationTimes[known - 1];
    }

    /**
     * Next version, published at {@code eventTime}; times older than {@code maxStaleness} are
     * pruned.
     */
    void publish(long eventTime, long maxStaleness) {
        version++;
        if (known == publicationTimes.length) {
            int kept = (int) Math.min(known, maxStaleness);
            publicationTimes =
                    Arrays.copyOfRange(publicationTimes, known - kept, known + Math.max(kept, 16));
            known = kept;
        }
        publicationTimes[known++] = eventTime;
    }
}
