package io.ftte.devices.simulation.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.data.Seeds;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnTestTest {
    private static OwnTest of(double share, int... examples) {
        return OwnTest.of(examples, share, Seeds.generator(1, 1));
    }

    @Test
    void of_aShare_holdsOutSoManyAndTheRestTrain() {
        int[] examples = IntStream.range(100, 150).toArray();

        OwnTest own = of(0.2, examples);

        assertThat(own.test()).hasSize(10).isSorted();
        assertThat(IntStream.concat(IntStream.of(own.test()), IntStream.of(own.training())))
                .containsExactlyInAnyOrder(IntStream.of(examples).boxed().toArray(Integer[]::new));
    }

    @Test
    void of_examplesHeldTwice_doNotTrainAndTestAtOnce() {
        OwnTest own = of(0.4, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5);

        assertThat(own.test()).hasSize(2).doesNotHaveDuplicates();
        assertThat(own.training()).hasSize(6).doesNotContain(own.test());
    }

    @Test
    void of_few_holdsOutOneButNeverOfFewerThanFive() {
        assertThat(of(0.01, 1, 2, 3, 4, 5).test()).hasSize(1);
        assertThat(of(0.99, 1, 2, 3, 4, 5).training()).hasSize(1);
        assertThat(of(0.5, 1, 2, 3, 4).test()).isEmpty();
        assertThat(of(0, 1, 2, 3, 4, 5).test()).isEmpty();
    }
}
