package io.ftte.devices.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.ondevice.data.Dataset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DigitsTest {

    @Test
    void load_digits_hasTheCountsOfItsOrigin() {
        Dataset digits = Digits.load();

        assertThat(digits.size()).isEqualTo(1797);
        assertThat(digits.width()).isEqualTo(64);
        int[] perClass = new int[10];
        Arrays.stream(digits.labels()).forEach(label -> perClass[label]++);
        assertThat(perClass).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
        for (float pixel : digits.features()) {
            assertThat(pixel).isBetween(0f, 1f);
        }
    }

    @Test
    void split_fifth_keepsProportionsOfClasses() {
        Dataset.Split split = Digits.load().split(0.2, Seeds.generator(1, 0)::nextInt);

        assertThat(split.train().size() + split.heldOut().size()).isEqualTo(1797);
        for (int label = 0; label < 10; label++) {
            int held = split.heldOut().ofClass(label).length;
            int all = held + split.train().ofClass(label).length;
            assertThat(held).isEqualTo((int) Math.round(0.2 * all));
        }
    }

    @Test
    void split_sameSeed_givesTheSameParts() {
        Dataset digits = Digits.load();

        Dataset first = digits.split(0.2, Seeds.generator(7, 0)::nextInt).heldOut();
        Dataset again = digits.split(0.2, Seeds.generator(7, 0)::nextInt).heldOut();
        Dataset other = digits.split(0.2, Seeds.generator(8, 0)::nextInt).heldOut();

        assertThat(again.features()).isEqualTo(first.features());
        assertThat(other.features()).isNotEqualTo(first.features());
    }
}
