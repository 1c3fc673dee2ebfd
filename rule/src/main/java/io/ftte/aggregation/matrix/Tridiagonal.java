package io.ftte.aggregation.matrix;

/**
 * A symmetric matrix as Q·T·Qᵀ with T tridiagonal, by Householder reflections (Golub and Van Loan,
 * "Matrix Computations", 8.3.1), without pivots or thresholds.
 *
 * @param diagonal of T
 * @param off the entries of T beside its diagonal, one fewer; one place longer than that
 * @param q the orthogonal Q, row by row
 */
record Tridiagonal(double[] diagonal, double[] off, double[][] q) {

    /**
     * @param a symmetric and finite; used as scratch
     */
    static Tridiagonal of(double[][] a) {
        int size = a.length;
        double[] diagonal = new double[size];
        double[] off = new double[size];
        double[] factors = new double[size];
        double[][] reflectors = new double[size][];
        for (int k = 0; k + 1 < size; k++) {
            double[] v = new double[size];
            double norm = reflector(a[k], k + 1, v);
            diagonal[k] = a[k][k];
            if (norm == 0) {
                off[k] = a[k][k + 1];
                continue;
            }
            off[k] = a[k][k + 1] > 0 ? -norm : norm;
            factors[k] = 2 / squares(v, k + 1);
            reflectors[k] = v;
            reflectBothSides(a, k + 1, v, factors[k]);
        }
        diagonal[size - 1] = a[size - 1][size - 1];
        return new Tridiagonal(diagonal, off, product(reflectors, factors));
    }

    /**
     * The vector whose reflection leaves only the first component of a row's rest, at the scale of
     * that rest, so that no square leaves the range of doubles; answers the rest's norm, 0 where
     * there is nothing to reflect.
     */
    private static double reflector(double[] row, int from, double[] v) {
        double scale = 0;
        for (int j = from + 1; j < row.length; j++) {
            scale = Math.max(scale, Math.abs(row[j]));
        }
        if (scale == 0) {
            return 0;
        }
        scale = Math.max(scale, Math.abs(row[from]));
        for (int j = from; j < row.length; j++) {
            v[j] = row[j] / scale;
        }
        double norm = Math.sqrt(squares(v, from));
        v[from] += v[from] > 0 ? norm : -norm;
        return norm * scale;
    }

    private static double squares(double[] v, int from) {
        double sum = 0;
        for (int j = from; j < v.length; j++) {
            sum += v[j] * v[j];
        }
        return sum;
    }

    /** A ← H·A·H on the rows and columns from {@code from} on, H = I − factor·v·vᵀ. */
    private static void reflectBothSides(double[][] a, int from, double[] v, double factor) {
        int size = a.length;
        double[] w = new double[size];
        Products.addRows(w, from, size, v, a, from, size);
        double overlap = 0;
        for (int j = from; j < size; j++) {
            w[j] *= factor;
            overlap += w[j] * v[j];
        }
        double half = factor / 2 * overlap;
        for (int j = from; j < size; j++) {
            w[j] -= half * v[j];
        }
        for (int i = from; i < size; i++) {
            subtractBoth(a[i], from, v[i], w, w[i], v);
        }
    }

    /** The two products of an entry are those of its mirror image, so the halves stay equal. */
    private static void subtractBoth(
            double[] row, int from, double vi, double[] w, double wi, double[] v) {
        for (int j = from; j < row.length; j++) {
            row[j] -= vi * w[j] + wi * v[j];
        }
    }

    /** Q = H₀·H₁·…, from the last on, so that each touches only what is not yet the identity. */
    private static double[][] product(double[][] reflectors, double[] factors) {
        int size = reflectors.length;
        double[][] q = new double[size][size];
        for (int i = 0; i < size; i++) {
            q[i][i] = 1;
        }
        for (int k = size - 1; k >= 0; k--) {
            if (factors[k] > 0) {
                reflectRows(q, k + 1, reflectors[k], factors[k]);
            }
        }
        return q;
    }

    /** Q ← H·Q where both are more than the identity. */
    private static void reflectRows(double[][] q, int from, double[] v, double factor) {
        int size = q.length;
        double[] t = new double[size];
        Products.addRows(t, from, size, v, q, from, size);
        for (int i = from; i < size; i++) {
            double scaled = -factor * v[i];
            double[] row = q[i];
            for (int j = from; j < size; j++) {
                row[j] += scaled * t[j];
            }
        }
    }
}
