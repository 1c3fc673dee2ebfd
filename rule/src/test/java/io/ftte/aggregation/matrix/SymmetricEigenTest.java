package io.ftte.aggregation.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against cyclic Jacobi, which is another algorithm altogether. */
class SymmetricEigenTest {

    static Stream<double[][]> matrices() {
        double[] ones = new double[9];
        Arrays.fill(ones, 1);
        double[][] graded = gram(5, 12, 20);
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j < 12; j++) {
                graded[i][j] *= Math.pow(10, -i - j);
            }
        }
        return Stream.of(
                gram(1, 1, 3),
                gram(2, 2, 3),
                gram(3, 3, 9),
                gram(4, 40, 90),
                gram(6, 30, 4),
                graded,
                TestMatrices.scaled(gram(7, 10, 12), 1e-80),
                TestMatrices.scaled(gram(8, 10, 12), 1e80),
                TestMatrices.diagonal(ones),
                TestMatrices.diagonal(3, -1, 0, 2),
                new double[6][6],
                new double[][] {{0, 1}, {1, 0}},
                new double[][] {{1, 0, 2}, {0, 5, 0}, {2, 0, 1}});
    }

    private static double[][] gram(long seed, int rows, int columns) {
        double[][] a = TestMatrices.random(seed, rows, columns);
        return TestMatrices.product(a, TestMatrices.transposed(a));
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void of_symmetricMatrix_hasJacobisEigenvalues(double[][] a) {
        double[] values = SymmetricEigen.of(TestMatrices.copy(a)).values();
        double[] expected = jacobi(TestMatrices.copy(a));
        Arrays.sort(values);
        Arrays.sort(expected);
        assertThat(values).containsExactly(expected, within(1e-14 * a.length * largest(a)));
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void of_symmetricMatrix_isReassembledFromOrthonormalVectors(double[][] a) {
        SymmetricEigen eigen = SymmetricEigen.of(TestMatrices.copy(a));
        double[][] vectors = eigen.vectors();
        double[] ones = new double[a.length];
        Arrays.fill(ones, 1);
        TestMatrices.assertClose(
                TestMatrices.product(vectors, TestMatrices.transposed(vectors)),
                TestMatrices.diagonal(ones),
                1e-13);
        TestMatrices.assertClose(
                TestMatrices.product(
                        TestMatrices.transposed(vectors),
                        TestMatrices.product(TestMatrices.diagonal(eigen.values()), vectors)),
                a,
                1e-13 * a.length * largest(a));
    }

    @Test
    void largest_onlyNegativeValues_isZero() {
        assertThat(SymmetricEigen.of(TestMatrices.diagonal(-1, -2)).largest()).isZero();
    }

    private static double largest(double[][] a) {
        return Arrays.stream(a).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
    }

    /** Twelve sweeps over all pairs; what is left on the diagonal. */
    private static double[] jacobi(double[][] a) {
        for (int sweep = 0; sweep < 12; sweep++) {
            for (int p = 0; p < a.length; p++) {
                for (int q = p + 1; q < a.length; q++) {
                    if (a[p][q] != 0) {
                        rotate(a, p, q);
                    }
                }
            }
        }
        double[] values = new double[a.length];
        Arrays.setAll(values, i -> a[i][i]);
        return values;
    }

    private static void rotate(double[][] a, int p, int q) {
        double theta = Math.atan2(2 * a[p][q], a[q][q] - a[p][p]) / 2;
        double c = Math.cos(theta);
        double s = Math.sin(theta);
        for (int k = 0; k < a.length; k++) {
            double x = a[k][p];
            double y = a[k][q];
            a[k][p] = c * x - s * y;
            a[k][q] = s * x + c * y;
        }
        for (int k = 0; k < a.length; k++) {
            double x = a[p][k];
            double y = a[q][k];
            a[p][k] = c * x - s * y;
            a[q][k] = s * x + c * y;
        }
    }
}
