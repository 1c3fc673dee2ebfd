package io.ftte.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionNetworkTest {

    /** What selects among all zeros and ones selects among all numbers (Knuth, 5.3.4). */
    @Test
    void apply_allZerosAndOnes_bringsBothRanksToTheirPlaces() {
        for (int rows = 2; rows <= 12; rows++) {
            float[][] all = new float[rows][1 << rows];
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < 1 << rows; j++) {
                    all[row][j] = j >> row & 1;
                }
            }
            for (int low = 0; low <= (rows - 1) / 2; low++) {
                assertSelects(all, low);
            }
        }
    }

    @Test
    void apply_manyRows_bringsBothRanksToTheirPlaces() {
        Random random = new Random(3);
        for (int rows : new int[] {13, 16, 31, 100, 256, 1024}) {
            float[][] numbers = new float[rows][20];
            for (float[] row : numbers) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = (float) random.nextGaussian();
                }
            }
            assertSelects(numbers, rows / 5);
            assertSelects(numbers, (rows - 1) / 2);
        }
    }

    private static void assertSelects(float[][] numbers, int low) {
        int rows = numbers.length;
        int columns = numbers[0].length;
        float[][] before = Arrays.stream(numbers).map(float[]::clone).toArray(float[][]::new);
        float[][] selected = new float[rows][columns];

        new SelectionNetwork(rows, low).apply(numbers, selected, columns);

        assertThat(numbers).isDeepEqualTo(before);

        for (int j = 0; j < columns; j++) {
            float[] sorted = new float[rows];
            for (int row = 0; row < rows; row++) {
                sorted[row] = numbers[row][j];
            }
            Arrays.sort(sorted);
            assertThat(selected[low][j]).isEqualTo(sorted[low]);
            assertThat(selected[rows - 1 - low][j]).isEqualTo(sorted[rows - 1 - low]);
        }
    }
}
