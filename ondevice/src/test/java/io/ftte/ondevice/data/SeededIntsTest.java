package io.ftte.ondevice.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SeededIntsTest {

    private static final RandomGeneratorFactory<RandomGenerator> JDK =
            RandomGeneratorFactory.of("L64X128MixRandom");

    @Test
    void nextInt_anySeedAndBound_isTheJdks() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 500; trial++) {
            long seed = trial < 100 ? trial - 50 : random.nextLong();
            SeededInts ours = SeededInts.of(seed);
            RandomGenerator theirs = JDK.create(seed);
            for (int i = 0; i < 200; i++) {
                int bound = 1 + (random.nextInt() >>> 1) % (1 << 1 + i % 30);
                assertThat(ours.nextInt(bound)).isEqualTo(theirs.nextInt(bound));
            }
        }
    }

    /** Half of what is drawn for these is drawn anew. */
    @Test
    void nextInt_boundsThatRefuseMuch_isTheJdks() {
        SeededInts ours = SeededInts.of(7);
        RandomGenerator theirs = JDK.create(7);
        for (int i = 0; i < 10_000; i++) {
            int bound = (1 << 30) + 1 + i;
            assertThat(ours.nextInt(bound)).isEqualTo(theirs.nextInt(bound));
        }
    }

    @Test
    void nextInt_boundOfNothing_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SeededInts.of(1).nextInt(0))
                .withMessage("the bound must be at least 1, got 0");
    }
}
