package io.ftte.operators.helping;

import io.ftte.aggregation.sharing.SharingRule;
import io.ftte.schemas.ShareWeight;
import io.ftte.schemas.SumRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the helper gives no sum for, whoever asks: one that tells about too few devices, which count
 * as their weights make them count ({@link SharingRule#devices}).
 *
 * @param minDevices fewest devices of a sum
 */
record SumCheck(int minDevices) {

    /** The first thing that is wrong, in one line. */
    Optional<String> problem(SumRequest request) {
        Map<String, Long> weights = new HashMap<>();
        Set<String> shares = new HashSet<>();
        for (ShareWeight share : request.getContributions()) {
            if (share.getWeight() < 1 || share.getWeight() > SharingRule.WEIGHTS) {
                return Optional.of("weight " + share.getWeight() + " is outside 1 to 64");
            }
            if (!shares.add(share.getSequence() + " " + share.getDeviceId())) {
                return Optional.of(
                        "share %d of device %s is named twice"
                                .formatted(share.getSequence(), share.getDeviceId()));
            }
            weights.merge(share.getDeviceId(), (long) share.getWeight(), Long::sum);
        }
        double devices =
                SharingRule.devices(
                        weights.values().stream().mapToLong(w -> w).sum(),
                        weights.values().stream().mapToLong(w -> w * w).sum());
        return devices < minDevices
                ? Optional.of(
                        "the sum is of %.1f devices by their weights, fewer than min-devices %d"
                                .formatted(devices, minDevices))
                : Optional.empty();
    }
}
