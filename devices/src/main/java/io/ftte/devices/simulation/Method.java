package io.ftte.devices.simulation;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import java.util.BitSet;
import java.util.List;

/**
 * How models are trained over a fleet.
 *
 * @param rounds whether devices start together from a new version and what is late is thrown away,
 *     as in FedAvg (McMahan et al. 2017); otherwise a device starts as soon as another ends
 * @param concurrency devices that train at once; in rounds those that are asked, of which the first
 *     {@code aggregation.bufferSize} count
 * @param tiers by the devices' strength the plans that take turns, as indices of the flat vector:
 *     stragglers train those of the first tier, the others those of the last, which may be the same
 * @param alone whether a device trains only the plan of its turn; otherwise all plans of its tier,
 *     and sends that one's part of what it learned
 * @param personal indices that are in no plan: each device trains them along, keeps them to itself
 *     and never sends them (Collins et al. 2021; FedPer, Arivazhagan et al. 2019)
 * @param encoding of the numbers on their way up; down they go in full precision
 * @param mixing whether the server mixes whole models, as FedAsync (Xie et al. 2019) does: the
 *     update is what leads from the present model to the device's
 * @param microBatch examples per pass on the device
 * @param logitAdjustment whether the devices' loss knows their labels' shares
 * @param horizon updates after which a run ends
 */
public record Method(
        String name,
        boolean rounds,
        int concurrency,
        List<List<BitSet>> tiers,
        boolean alone,
        BitSet personal,
        TensorEncoding encoding,
        boolean mixing,
        int microBatch,
        boolean logitAdjustment,
        long horizon,
        AggregationSettings aggregation) {

    /** {@code IllegalArgumentException}, one line, when the settings cannot work together. */
    public Method {
        tiers = tiers.stream().map(List::copyOf).toList();
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "concurrency must be at least 1, got " + concurrency);
        }
        if (horizon < 1) {
            throw new IllegalArgumentException("horizon must be at least 1 update, got " + horizon);
        }
        if (rounds && concurrency < aggregation.getBufferSize()) {
            throw new IllegalArgumentException(
                    "a round of %d devices never fills a buffer of %d"
                            .formatted(concurrency, aggregation.getBufferSize()));
        }
        requireNested(tiers);
        for (BitSet plan : plans(tiers)) {
            if (plan.intersects(personal)) {
                throw new IllegalArgumentException(
                        "a plan holds personal parameters: what is personal is never sent");
            }
        }
    }

    private static void requireNested(List<List<BitSet>> tiers) {
        if (tiers.isEmpty() || tiers.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("each tier must have a plan");
        }
        BitSet beyond = union(tiers.get(0));
        beyond.andNot(union(tiers.get(tiers.size() - 1)));
        if (!beyond.isEmpty()) {
            throw new IllegalArgumentException(
                    "fast devices must train all that stragglers do, but parameter %d is not theirs: make fastPlan larger"
                            .formatted(beyond.nextSetBit(0)));
        }
    }

    private static BitSet union(List<BitSet> plans) {
        BitSet union = new BitSet();
        plans.forEach(union::or);
        return union;
    }

    /** All plans, tier by tier. */
    public List<BitSet> plans() {
        return plans(tiers);
    }

    private static List<BitSet> plans(List<List<BitSet>> tiers) {
        return tiers.stream().flatMap(List::stream).toList();
    }
}
