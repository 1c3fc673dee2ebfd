package io.ftte.operators.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceWindowTest {
    private static final long[] JUMPS = {
        1, 1, 1, 2, 5, 62, 63, 64, 65, 66, 127, 128, 129, 1L << 40
    };

    private final SequenceWindow window = new SequenceWindow();
    private final Set<Long> seen = new HashSet<>();
    private long highest = -1;

    @RepeatedTest(100)
    void repeat_randomSequences_agreesWithASet(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        long top = random.nextInt(3);
        for (int i = 0; i < 500; i++) {
            boolean forward = random.nextInt(4) == 0;
            top += forward ? JUMPS[random.nextInt(JUMPS.length)] : 0;
            assertAgrees(Math.max(0, forward ? top : top - random.nextInt(70)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 62, 63, 64, 65, 66, 128, Long.MAX_VALUE - 100})
    void add_shiftOf_forgetsExactlyWhatLeavesTheWindow(long shift) {
        for (long sequence = 0; sequence <= 100; sequence += 3) {
            assertAgrees(sequence);
        }
        assertAgrees(99 + shift);
        for (long below = 0; below <= 66; below++) {
            long sequence = highest - below;
            if (sequence >= 0) {
                assertThat(window.repeat(sequence).isPresent()).isEqualTo(contained(sequence));
            }
        }
    }

    @Test
    void add_largestLongFirst_isRemembered() {
        window.add(Long.MAX_VALUE);

        assertThat(window.repeat(Long.MAX_VALUE)).isPresent();
        assertThat(window.repeat(Long.MAX_VALUE - 1)).isEmpty();
        assertThat(window.repeat(Long.MAX_VALUE - 65)).isPresent();
        assertThat(window.repeat(0)).isPresent();
    }

    @Test
    void add_largestLongAfterZero_forgetsZeroAsTooOld() {
        assertAgrees(0);
        assertAgrees(Long.MAX_VALUE);
        assertAgrees(Long.MAX_VALUE - 64);
        assertThat(window.repeat(Long.MAX_VALUE)).isPresent();
        assertThat(window.repeat(Long.MAX_VALUE - 63)).isEmpty();
        assertThat(window.repeat(Long.MAX_VALUE - 64)).isPresent();
        assertThat(window.repeat(Long.MAX_VALUE - 65)).isPresent();
        assertThat(window.repeat(0)).isPresent();
    }

    @Test
    void repeat_firstSequence_isFalse() {
        assertThat(window.repeat(0)).isEmpty();
        assertThat(window.repeat(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void repeat_belowTheWindow_doesNotClaimThatItWasSeen() {
        window.add(1_000);
        window.add(999);

        assertThat(window.repeat(999)).contains("sequence 999 was seen before");
        assertThat(window.repeat(5))
                .contains(
                        "sequence 5 is more than 64 below 1000, the highest that passed: whether it"
                                + " was seen before is not known; count on from there");
    }

    /** Asks window and set, then marks the sequence in both if it is new. */
    private void assertAgrees(long sequence) {
        assertThat(window.repeat(sequence).isPresent())
                .as("%d", sequence)
                .isEqualTo(contained(sequence));
        if (!contained(sequence)) {
            window.add(sequence);
            seen.add(sequence);
            highest = Math.max(highest, sequence);
        }
    }

    private boolean contained(long sequence) {
        return seen.contains(sequence) || highest >= 0 && highest - sequence > 64;
    }
}
