package io.ftte.operators.data;

import io.ftte.aggregation.privacy.NoiseName;
import io.ftte.aggregation.privacy.NoiseStream;
import io.ftte.aggregation.privacy.PartyNoise;
import io.ftte.aggregation.privacy.PartyNoise.Party;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.stream.SliceCommand;
import java.util.Optional;

/**
 * Makes the sums of private models fit to be seen. A coordinate's noise goes by its place in the
 * plan's vector, so it is the same however that is cut.
 */
final class SliceNoise {
    private final Optional<PrivacyKey> key;
    private final int sliceSize;

    /**
     * @param key of this task manager; empty where it has none
     * @param sliceSize components of a slice, as the decoder cuts
     */
    SliceNoise(Optional<PrivacyKey> key, int sliceSize) {
        this.key = key;
        this.sliceSize = sliceSize;
    }

    /**
     * Adds the noise of a version to a sum in grid steps, and turns these into the model's units.
     *
     * @param sum changed in place
     * @throws IllegalStateException one line, where this task manager has another key than the
     *     Sequencer's, or none
     */
    void addTo(float[] sum, SliceCommand noise) {
        new NoiseStream(required(noise), name(noise)).addTo(sum, from(noise));
        for (int i = 0; i < sum.length; i++) {
            sum[i] *= noise.weight();
        }
    }

    /**
     * Adds the leader's half of a version's noise to a sum of shares.
     *
     * @param sum changed in place
     * @throws IllegalStateException as {@link #addTo(float[], SliceCommand)}
     */
    void addTo(int[] sum, SliceCommand noise) {
        new PartyNoise(Party.LEADER, required(noise), name(noise), (int) noise.weight())
                .addTo(sum, from(noise));
    }

    private static NoiseName name(SliceCommand noise) {
        return new NoiseName(
                noise.key().modelId(),
                noise.generation(),
                noise.version(),
                noise.key().planId(),
                noise.nonce());
    }

    private long from(SliceCommand noise) {
        return (long) noise.key().slice() * sliceSize;
    }

    private PrivacyKey required(SliceCommand noise) {
        PrivacyKey known =
                key.orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "model %s is private and this task manager has no key: %s, on every task manager"
                                                .formatted(
                                                        noise.key().modelId(),
                                                        PrivacyKeySource.ADVICE)));
        if (!known.id().equals(noise.keyId())) {
            throw new IllegalStateException(
                    "model %s is private, and the key of this task manager is %s where another has %s: give all of them one key"
                            .formatted(noise.key().modelId(), known.id(), noise.keyId()));
        }
        return known;
    }
}
