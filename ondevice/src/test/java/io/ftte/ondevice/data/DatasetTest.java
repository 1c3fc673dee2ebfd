package io.ftte.ondevice.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DatasetTest {

    @Test
    void subset_indices_copiesRowsInTheirOrder() {
        Dataset data = new Dataset(new float[] {1, 2, 3, 4, 5, 6}, new int[] {0, 1, 0}, 2, 2);

        Dataset subset = data.subset(new int[] {2, 0});

        assertThat(subset.features()).containsExactly(5, 6, 1, 2);
        assertThat(subset.labels()).containsExactly(0, 0);
    }

    @Test
    void construct_labelOutsideClasses_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dataset(new float[2], new int[] {0, 2}, 1, 2))
                .withMessageContaining("label 2");
    }
}
