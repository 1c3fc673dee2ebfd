package io.ftte.operators.helping;

import io.ftte.operators.intake.SequenceWindow;
import io.ftte.schemas.ShareWeight;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the helper keeps of one device and model: shares that wait, oldest first, and which
 * sequences have been used. Mutable Flink POJO.
 */
public final class HeldSeeds {
    /** A further one takes the place of the oldest: a device cannot fill the state. */
    static final int MOST = 256;

    public SequenceWindow used = new SequenceWindow();

    public HeldSeed[] waiting = {};

    public HeldSeeds() {}

    Optional<HeldSeed> find(long sequence, long seedId) {
        return Arrays.stream(waiting)
                .filter(held -> held.sequence() == sequence && held.seedId() == seedId)
                .findFirst();
    }

    void add(HeldSeed seed) {
        HeldSeed[] kept =
                waiting.length < MOST ? waiting : Arrays.copyOfRange(waiting, 1, waiting.length);
        waiting = Arrays.copyOf(kept, kept.length + 1);
        waiting[kept.length] = seed;
    }

    /** A share may be used once; others of its sequence never. */
    void use(ShareWeight share) {
        used.add(share.getSequence());
        waiting =
                Arrays.stream(waiting)
                        .filter(held -> held.sequence() != share.getSequence())
                        .toArray(HeldSeed[]::new);
    }

    /** Forgets what is too stale to count any more; says whether there was any. */
    boolean forgetBefore(long baseVersion) {
        int before = waiting.length;
        waiting =
                Arrays.stream(waiting)
                        .filter(held -> held.baseVersion() >= baseVersion)
                        .toArray(HeldSeed[]::new);
        return waiting.length < before;
    }
}
