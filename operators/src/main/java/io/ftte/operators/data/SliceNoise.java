package io.ftte.operators.data;

import io.ftte.aggregation.privacy.NoiseStream;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
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
        SliceKey slice = noise.key();
        new NoiseStream(
                        required(noise),
                        slice.modelId(),
                        noise.generation(),
                        noise.version(),
                        slice.planId(),
                        noise.nonce())
                .addTo(sum, (long) slice.slice() * sliceSize);
        for (int i = 0; i < sum.length; i++) {
            sum[i] *= noise.weight();
        }
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
