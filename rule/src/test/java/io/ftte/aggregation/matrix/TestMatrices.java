package io.ftte.aggregation.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;

/** Matrices of tests. */
final class TestMatrices {
    private TestMatrices() {}

    static double[][] random(long seed, int rows, int columns) {
        Random random = new Random(seed);
        double[][] a = new double[rows][columns];
        for (double[] row : a) {
            Arrays.setAll(row, j -> (float) random.nextGaussian());
        }
        return a;
    }

    static double[][] copy(double[][] a) {
        return Arrays.stream(a).map(double[]::clone).toArray(double[][]::new);
    }

    static double[][] scaled(double[][] a, double factor) {
        return Arrays.stream(a)
                .map(row -> Arrays.stream(row).map(x -> factor * x).toArray())
                .toArray(double[][]::new);
    }

    static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    /** By the definition. */
    static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    static double[][] diagonal(double... values) {
        double[][] a = new double[values.length][values.length];
        for (int i = 0; i < values.length; i++) {
            a[i][i] = values[i];
        }
        return a;
    }

    static void assertClose(double[][] actual, double[][] expected, double tolerance) {
        assertThat(actual).hasDimensions(expected.length, expected[0].length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("row " + i).containsExactly(expected[i], within(tolerance));
        }
    }
}
