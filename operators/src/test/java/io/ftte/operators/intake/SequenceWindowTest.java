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
    void contains_randomSequences_agreesWithASet(RepetitionInfo repetition) {
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
                assertThat(window.contains(sequence)).isEqualTo(contained(sequence));
            }
        }
    }

    @Test
    void add_largestLongFirst_isRemembered() {
        window.add(Long.MAX_VALUE);

        assertThat(window.contains(Long.MAX_VALUE)).isTrue();
        assertThat(window.contains(Long.MAX_VALUE - 1)).isFalse();
        assertThat(window.contains(Long.MAX_VALUE - 65)).isTrue();
        assertThat(window.contains(0)).isTrue();
    }

    @Test
    void add_largestLongAfterZero_forgetsZeroAsTooOld() {
        assertAgrees(0);
        assertAgrees(Long.MAX_VALUE);
        assertAgrees(Long.MAX_VALUE - 64);
        assertThat(window.contains(Long.MAX_VALUE)).isTrue();
        assertThat(window.contains(Long.MAX_VALUE - 63)).isFalse();
        assertThat(window.contains(Long.MAX_VALUE - 64)).isTrue();
        assertThat(window.contains(Long.MAX_VALUE - 65)).isTrue();
        assertThat(window.contains(0)).isTrue();
    }

    @Test
    void contains_firstSequence_isFalse() {
        assertThat(window.contains(0)).isFalse();
        assertThat(window.contains(Long.MAX_VALUE)).isFalse();
    }

    /** Asks window and set, then marks the sequence in both if it is new. */
    private void assertAgrees(long sequence) {
        assertThat(window.contains(sequence)).as("%d", sequence).isEqualTo(contained(sequence));
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
