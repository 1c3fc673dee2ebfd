package io.ftte.operators.intake;

import java.util.Optional;

/**
 * Anti-replay window of one device: the highest sequence seen and a bitmap of the 64 below it (as
 * IPsec keeps it, RFC 4303, 3.4.3). Sequences may arrive out of order; one seen before, or more
 * than 64 below the highest, is a duplicate. Mutable Flink POJO.
 */
public final class SequenceWindow {
    private static final int WIDTH = 64;

    /** −1 before the first. */
    public long highest = -1;

    /** Bit i: sequence highest − 1 − i was seen. */
    public long seen;

    /** Why a sequence is refused, in one line; empty where it may pass. */
    public Optional<String> repeat(long sequence) {
        // Compared, not subtracted: from -1 to the largest number there are more than a long has.
        if (sequence > highest) {
            return Optional.empty();
        }
        long below = highest - sequence;
        if (below > WIDTH) {
            return Optional.of(
                    ("sequence %d is more than %d below %d, the highest that passed: whether it was"
                                    + " seen before is not known; count on from there")
                            .formatted(sequence, WIDTH, highest));
        }
        return below == 0 || (seen >>> (below - 1) & 1) == 1
                ? Optional.of("sequence " + sequence + " was seen before")
                : Optional.empty();
    }

    /** Marks a sequence that is no repeat. */
    public void add(long sequence) {
        if (sequence < highest) {
            seen |= 1L << (highest - sequence - 1);
            return;
        }
        if (highest >= 0) {
            long above = sequence - highest;
            // A shift by 64 wraps in Java, so steps of 64 and more are cases of their own.
            seen =
                    above > WIDTH
                            ? 0
                            : above == WIDTH ? 1L << WIDTH - 1 : seen << above | 1L << above - 1;
        }
        highest = sequence;
    }
}
