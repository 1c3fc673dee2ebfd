package io.ftte.devices.simulation;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import java.util.BitSet;
import java.util.Optional;

/**
 * How models are trained over a fleet.
 *
 * @param rounds whether devices start together from a new version and what is late is thrown away,
 *     as in FedAvg (McMahan et al. 2017); otherwise a device starts as soon as another ends
 * @param concurrency devices that train at once; in rounds those that are asked, of which the first
 *     {@code aggregation.bufferSize} count
 * @param plan indices of the flat vector that every device trains, or the stragglers where there is
 *     a plan for fast devices
 * @param fastPlan what devices that are no stragglers train, where it is another (tiers)
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
        BitSet plan,
        Optional<BitSet> fastPlan,
        TensorEncoding encoding,
        boolean mixing,
        int microBatch,
        boolean logitAdjustment,
        long horizon,
        AggregationSettings aggregation) {

    /** {@code IllegalArgumentException}, one line, when the settings cannot work together. */
    public Method {
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
    }
}
