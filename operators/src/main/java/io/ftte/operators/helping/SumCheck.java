package io.ftte.operators.helping;

import io.ftte.aggregation.privacy.PartyNoise;
import io.ftte.aggregation.sharing.SharingRule;
import io.ftte.schemas.ShareWeight;
import io.ftte.schemas.SumRequest;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the helper gives no sum for, whoever asks: one that tells about too few devices, which count
 * as their weights make them count ({@link SharingRule#devices}), or has too little noise for what
 * its devices may weigh.
 *
 * @param minDevices fewest devices of a sum
 * @param minNoise σ at least, noise of both parties over the most that one device may weigh; 0
 *     takes sums without noise
 */
record SumCheck(int minDevices, double minNoise) implements Serializable {
    private static final long serialVersionUID = 1;

    /**
     * What is wrong with the noise that is asked for, in one line.
     *
     * @param shares that the sum is of
     */
    Optional<String> littleNoise(SumRequest request, List<HeldSeed> shares) {
        if (minNoise == 0) {
            return Optional.empty();
        }
        int mostNorm = shares.stream().mapToInt(HeldSeed::mostNorm).max().orElse(0);
        if (request.getNoiseMultiple() < PartyNoise.LEAST
                || shares.stream().anyMatch(share -> share.mostNorm() <= 0)) {
            return Optional.of(
                    "the sum is to have no noise, or a device does not say to what it clipped, and"
                            + " min-noise is "
                            + minNoise);
        }
        double both = Math.sqrt(2) * PartyNoise.deviation(request.getNoiseMultiple());
        double noise = both / SharingRule.WEIGHTS / mostNorm;
        return noise < minNoise
                ? Optional.of(
                        "the noise is %s of what one device may weigh, less than min-noise %s"
                                .formatted(noise, minNoise))
                : Optional.empty();
    }

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
