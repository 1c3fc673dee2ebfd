package io.ftte.devices.simulation.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.simulation.fleet.Corruption.Kind;
import io.ftte.ondevice.engine.Examples;
import org.junit.jupiter.api.Test;

class CorruptionTest {
    private static final Examples OF_FOUR =
            new Examples() {
                @Override
                public int size() {
                    return 4;
                }

                @Override
                public int width() {
                    return 1;
                }

                @Override
                public int label(int example) {
                    return example;
                }

                @Override
                public void read(int example, float[] into, int at) {
                    into[at] = 10 * example;
                }
            };

    private static Corruption of(Kind kind, double scale) {
        return new Corruption(kind, 0.3, scale);
    }

    @Test
    void labelled_flip_callsTheLastClassTheFirst() {
        Examples flipped = of(Kind.LABEL_FLIP, 1).labelled(OF_FOUR, 6, 0);

        assertThat(flipped.size()).isEqualTo(4);
        assertThat(flipped.label(0)).isEqualTo(5);
        assertThat(flipped.label(3)).isEqualTo(2);
        float[] read = new float[2];
        flipped.read(3, read, 1);
        assertThat(read).containsExactly(0, 30);
    }

    @Test
    void labelled_whatIsWrongIsNotTheLabels_isHonest() {
        for (Kind kind : new Kind[] {Kind.NOISE, Kind.REVERSED, Kind.LITTLE, Kind.INNER_PRODUCT}) {
            assertThat(of(kind, 1).labelled(OF_FOUR, 6, 0)).isSameAs(OF_FOUR);
        }
    }

    /** Deviations of 1 and 3 about 2 and of 4, 4 and 10 about 6 by hand. */
    @Test
    void sent_little_isTheMeanOfWhatIsKnownLessDeviations() {
        Collusion collusion = new Collusion(of(Kind.LITTLE, 2));

        assertThat(collusion.sent(0, 5, new float[] {4, 1})).as("itself").containsExactly(4, 1);
        assertThat(collusion.sent(0, 3, new float[] {4, 3})).containsExactly(4, 0);
        assertThat(collusion.sent(0, 9, new float[] {10, 2}))
                .containsExactly(
                        (float) (6 - 2 * Math.sqrt(8)), (float) (2 - 2 * Math.sqrt(2.0 / 3)));
    }

    @Test
    void sent_innerProduct_isTheReversedMeanOfTheLastThatEachLearned() {
        Collusion collusion = new Collusion(of(Kind.INNER_PRODUCT, 0.5));

        assertThat(collusion.sent(0, 5, new float[] {4})).containsExactly(-2);
        assertThat(collusion.sent(0, 3, new float[] {8})).containsExactly(-3);
        assertThat(collusion.sent(0, 5, new float[] {0})).as("4 is past").containsExactly(-2);
        assertThat(collusion.sent(1, 5, new float[] {6})).as("another plan").containsExactly(-3);
    }
}
