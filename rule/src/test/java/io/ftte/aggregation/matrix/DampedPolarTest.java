package io.ftte.aggregation.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.BigMatrix;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DampedPolarTest {
    private static final double EPSILON = 1e-3;

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 6", "2, 2", "3, 5", "5, 9", "7, 7"})
    void replace_randomMatrix_isTheFormulaInSixtyDigits(int rows, int columns) {
        double[][] a = TestMatrices.random(rows * 31 + columns, rows, columns);
        TestMatrices.assertClose(polar(a), BigMatrix.dampedPolar(a, EPSILON), 1e-13);
    }

    @Test
    void replace_almostSingularMatrix_isTheFormulaInSixtyDigits() {
        double[][] a = TestMatrices.random(5, 5, 8);
        for (int j = 0; j < 8; j++) {
            a[4][j] = a[0][j] - a[1][j] + 1e-5 * a[4][j];
        }
        TestMatrices.assertClose(polar(a), BigMatrix.dampedPolar(a, EPSILON), 1e-12);
    }

    @Test
    void replace_permutedRows_permutesTheResult() {
        double[][] a = TestMatrices.random(8, 33, 70);
        List<Integer> order = order(33);
        double[][] permuted = order.stream().map(i -> a[i]).toArray(double[][]::new);
        double[][] expected = polar(a);
        TestMatrices.assertClose(
                polar(permuted),
                order.stream().map(i -> expected[i]).toArray(double[][]::new),
                1e-12);
    }

    private static List<Integer> order(int count) {
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        List<Integer> list = Arrays.asList(order);
        Collections.shuffle(list, new Random(2));
        return list;
    }

    @ParameterizedTest
    @CsvSource({"10", "1e-30", "1e30"})
    void replace_scaledMatrix_givesTheSame(double factor) {
        double[][] a = TestMatrices.random(9, 20, 45);
        TestMatrices.assertClose(polar(TestMatrices.scaled(a, factor)), polar(a), 1e-12);
    }

    @Test
    void replace_squareMatrixAndItsTranspose_giveTransposes() {
        double[][] a = TestMatrices.random(10, 24, 24);
        TestMatrices.assertClose(
                polar(TestMatrices.transposed(a)), TestMatrices.transposed(polar(a)), 1e-12);
    }

    @Test
    void replace_fullRankWithLittleDamping_hasOrthonormalRows() {
        double[][] a = TestMatrices.random(11, 40, 300);
        assertThat(DampedPolar.replace(a, 1e-12)).isTrue();
        double[] ones = new double[40];
        Arrays.fill(ones, 1);
        TestMatrices.assertClose(
                TestMatrices.product(a, TestMatrices.transposed(a)),
                TestMatrices.diagonal(ones),
                1e-10);
    }

    /** σ² / (σ² + ε·σ²) is left of the only direction there is. */
    @Test
    void replace_rankOne_keepsTheDirection() {
        double[][] a = {{3, 0, 4}, {6, 0, 8}};
        assertThat(DampedPolar.replace(a, EPSILON)).isTrue();
        double length = Math.sqrt(1 / (1 + EPSILON)) / Math.sqrt(125);
        TestMatrices.assertClose(
                a,
                new double[][] {{3 * length, 0, 4 * length}, {6 * length, 0, 8 * length}},
                1e-13);
    }

    @Test
    void replace_zeros_leavesThem() {
        double[][] a = new double[3][5];
        assertThat(DampedPolar.replace(a, EPSILON)).isFalse();
        assertThat(a).isDeepEqualTo(new double[3][5]);
    }

    /** P = S·M means Pᵀ·(G + ε·λ·I)·P = Mᵀ·M, which needs no root. */
    @Test
    void replace_sizesThatFillNoTile_solvesTheEquation() {
        double[][] a = TestMatrices.random(12, 37, 301);
        double[][] damped = TestMatrices.product(a, TestMatrices.transposed(a));
        double largest = SymmetricEigen.of(TestMatrices.copy(damped)).largest();
        for (int i = 0; i < damped.length; i++) {
            damped[i][i] += EPSILON * largest;
        }
        double[][] polar = polar(a);
        TestMatrices.assertClose(
                TestMatrices.product(
                        TestMatrices.transposed(polar), TestMatrices.product(damped, polar)),
                TestMatrices.product(TestMatrices.transposed(a), a),
                1e-10);
    }

    /** Whatever the machine, and whether the loop is interpreted or compiled. */
    @Test
    void replace_fixedMatrix_hasTheseBits() {
        double[][] a = TestMatrices.random(1, 50, 333);
        long first = bits(polar(a));
        for (int i = 0; i < 40; i++) {
            assertThat(bits(polar(a))).isEqualTo(first);
        }
        assertThat(first).isEqualTo(821633901270210736L);
    }

    private static long bits(double[][] a) {
        long bits = 1;
        for (double[] row : a) {
            for (double x : row) {
                bits = 31 * bits + Double.doubleToRawLongBits(x);
            }
        }
        return bits;
    }

    private static double[][] polar(double[][] a) {
        double[][] copy = TestMatrices.copy(a);
        DampedPolar.replace(copy, EPSILON);
        return copy;
    }
}
