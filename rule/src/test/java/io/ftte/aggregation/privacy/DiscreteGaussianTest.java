package io.ftte.aggregation.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiscreteGaussianTest {
    private static final BigInteger[] DISTRIBUTION = DiscreteGaussian.distribution();
    private static final DiscreteGaussian TABLE = DiscreteGaussian.table();

    /** See gaussian.py beside the table. */
    @Test
    void distribution_equalsThatOfPythonsDecimal() throws Exception {
        List<String> lines;
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                getClass().getResourceAsStream("/privacy/gaussian.csv")))) {
            lines = reader.lines().skip(2).toList();
        }
        for (String line : lines.subList(0, lines.size() - 1)) {
            String[] cells = line.split(",");
            assertThat(DISTRIBUTION[Integer.parseInt(cells[0])])
                    .as(line)
                    .isEqualTo(new BigInteger(cells[1], 16));
        }
        String largest = lines.get(lines.size() - 1).split(",")[0];
        assertThat(DISTRIBUTION).hasSize(Integer.parseInt(largest));
        assertThat(DISTRIBUTION.length).isLessThan(14 * DiscreteGaussian.DEVIATION);
    }

    /** At every edge of the function, and on both sides of it, the sign apart. */
    @Test
    void draw_numberAtAnEdge_isTheFirstMagnitudeAboveIt() {
        for (int k = 0; k < DISTRIBUTION.length; k++) {
            BigInteger edge = DISTRIBUTION[k];
            assertThat(draw(edge.subtract(BigInteger.ONE), 0)).isEqualTo(first(k, edge, -1));
            assertThat(draw(edge, 1)).isEqualTo(-first(k, edge, 0));
        }
    }

    /** In the far tail an entry may equal the one before it. */
    private static int first(int k, BigInteger edge, int less) {
        BigInteger number = edge.add(BigInteger.valueOf(less));
        int magnitude = k;
        while (magnitude > 0 && DISTRIBUTION[magnitude - 1].compareTo(number) > 0) {
            magnitude--;
        }
        while (magnitude < DISTRIBUTION.length && DISTRIBUTION[magnitude].compareTo(number) <= 0) {
            magnitude++;
        }
        return magnitude;
    }

    @Test
    void draw_leastAndLargestNumber_areZeroAndTheEndOfTheTail() {
        assertThat(TABLE.draw(0, 0)).isZero();
        assertThat(TABLE.draw(0, 1)).isZero();
        assertThat(TABLE.draw(-1, -2)).isEqualTo(DISTRIBUTION.length);
        assertThat(TABLE.draw(-1, -1)).isEqualTo(-DISTRIBUTION.length);
    }

    @Test
    void draw_anyNumber_isWhatASearchOfAllEntriesGives() {
        Random random = new Random(3);
        for (int i = 0; i < 200_000; i++) {
            BigInteger number = new BigInteger(127, random);
            assertThat(draw(number, 0)).isEqualTo(searched(number));
        }
    }

    private static int searched(BigInteger number) {
        int low = 0;
        int high = DISTRIBUTION.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (DISTRIBUTION[middle].compareTo(number) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The number's upper 64 digits, then its lower 63 and the sign. */
    private static int draw(BigInteger number, int sign) {
        BigInteger bits = number.shiftLeft(1).add(BigInteger.valueOf(sign));
        return TABLE.draw(bits.shiftRight(64).longValue(), bits.longValue());
    }
}
