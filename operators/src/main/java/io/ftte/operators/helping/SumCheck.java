package io.ftte.operators.helping;

import io.ftte.aggregation.privacy.PartyNoise;
import io.ftte.aggregation.sharing.SharingRule;
import io.ftte.operators.stream.JoinKey;
import io.ftte.schemas.ShareWeight;
import io.ftte.schemas.SumRequest;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
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

    /** Components of a slice, far more than a job cuts. */
    private static final int MOST_SLICE = 1 << 24;

    /** Why no honest leader asks so, in one line; nothing is done with such a request. */
    static Optional<String> malformed(SumRequest request) {
        int noise = request.getNoiseMultiple();
        Optional<String> problem = Optional.empty();
        if (request.getGeneration() < 0
                || request.getGeneration() > JoinKey.MOST_GENERATION
                || request.getVersion() < 1
                || request.getVersion() > JoinKey.MOST_VERSION) {
            problem = Optional.of("generation or version is out of range");
        } else if (request.getLength() < 1
                || request.getSliceSize() < 1
                || request.getSliceSize() > MOST_SLICE) {
            problem = Optional.of("length or sliceSize is out of range");
        } else if (noise != 0 && (noise < PartyNoise.LEAST || noise > PartyNoise.MOST)) {
            // Larger ones would leave 32 bits, and with them the noise.
            problem = Optional.of("noiseMultiple " + noise + " is out of range");
        }
        return problem;
    }

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
        int multiple = request.getNoiseMultiple();
        double both = multiple == 0 ? 0 : Math.sqrt(2) * PartyNoise.deviation(multiple);
        double noise = both / SharingRule.WEIGHTS / mostNorm;
        return noise < minNoise
                ? Optional.of(
                        "the noise is %s of what one device may weigh, less than min-noise %s"
                                .formatted(noise, minNoise))
                : Optional.empty();
    }

    /** The first thing that is wrong, in one line. */
    Optional<String> problem(SumRequest request) {
        Set<String> devices = new HashSet<>();
        long weights = 0;
        long squares = 0;
        for (ShareWeight share : request.getContributions()) {
            if (share.getWeight() < 1 || share.getWeight() > SharingRule.WEIGHTS) {
                return Optional.of("weight " + share.getWeight() + " is outside 1 to 64");
            }
            // With several shares a device would weigh more than noise is reckoned for.
            if (!devices.add(share.getDeviceId())) {
                return Optional.of("device %s is named twice".formatted(share.getDeviceId()));
            }
            weights += share.getWeight();
            squares += (long) share.getWeight() * share.getWeight();
        }
        double counted = SharingRule.devices(weights, squares);
        return counted < minDevices
                ? Optional.of(
                        "the sum is of %.1f devices by their weights, fewer than min-devices %d"
                                .formatted(counted, minDevices))
                : Optional.empty();
    }
}
