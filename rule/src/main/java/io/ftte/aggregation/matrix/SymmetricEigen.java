package io.ftte.aggregation.matrix;

/**
 * The eigenvalues and eigenvectors of a symmetric matrix. Time is O(size³), about seven passes of
 * that; docs/decisions/007 says why it is not a library's.
 *
 * @param values in no order
 * @param vectors row k is the unit eigenvector of value k
 */
public record SymmetricEigen(double[] values, double[][] vectors) {

    /**
     * @param a symmetric and finite, at least 1 × 1; used as scratch
     */
    public static SymmetricEigen of(double[][] a) {
        Tridiagonal reduced = Tridiagonal.of(a);
        double[][] vectors = transpose(reduced.q());
        QlIteration.run(reduced.diagonal(), reduced.off(), vectors);
        return new SymmetricEigen(reduced.diagonal(), vectors);
    }

    /** Not below 0, whatever the sign of the rounding. */
    public double largest() {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    private static double[][] transpose(double[][] square) {
        for (int i = 0; i < square.length; i++) {
            for (int j = 0; j < i; j++) {
                double above = square[j][i];
                square[j][i] = square[i][j];
                square[i][j] = above;
            }
        }
        return square;
    }
}
