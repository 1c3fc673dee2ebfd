package io.ftte.aggregation.matrix;

/**
 * The eigenvalues of a tridiagonal matrix by implicit QL with Wilkinson's shift (Bowdler, Martin,
 * Reinsch and Wilkinson, "The QR and QL Algorithms for Symmetric Matrices", 1968), rotating the
 * rows of a matrix along, which so become the eigenvectors.
 */
final class QlIteration {
    /**
     * For one eigenvalue, which takes two as a rule. After so many its coupling is taken as 0, so
     * that no record can make a job loop or fail.
     */
    private static final int MOST_SWEEPS = 64;

    private static final double EPSILON = 0x1p-53;

    private final double[] diagonal;
    private final double[] off;
    private final double[][] vectors;

    private QlIteration(double[] diagonal, double[] off, double[][] vectors) {
        this.diagonal = diagonal;
        this.off = off;
        this.vectors = vectors;
    }

    /**
     * @param diagonal becomes the eigenvalues, in no order
     * @param off coupling of each place with the next, one place longer than needed; used as
     *     scratch
     * @param vectors Qᵀ; row k becomes the eigenvector of the eigenvalue k
     */
    static void run(double[] diagonal, double[] off, double[][] vectors) {
        QlIteration iteration = new QlIteration(diagonal, off, vectors);
        for (int first = 0; first < diagonal.length; first++) {
            iteration.isolate(first);
        }
    }

    private void isolate(int first) {
        int sweeps = 0;
        int last = blockEnd(first);
        while (last > first && sweeps < MOST_SWEEPS) {
            sweep(first, last);
            sweeps++;
            last = blockEnd(first);
        }
        off[first] = 0;
    }

    /** The last place that is coupled with the first. */
    private int blockEnd(int first) {
        int last = first;
        while (last + 1 < diagonal.length && !isNegligible(last)) {
            last++;
        }
        return last;
    }

    private boolean isNegligible(int place) {
        double neighbours = Math.abs(diagonal[place]) + Math.abs(diagonal[place + 1]);
        return Math.abs(off[place]) <= EPSILON * neighbours;
    }

    /** One QL sweep over the block, from its last place up to its first. */
    private void sweep(int first, int last) {
        double g = diagonal[last] - diagonal[first] + shift(first);
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = last - 1; i >= first; i--) {
            double f = s * off[i];
            double b = c * off[i];
            double r = hypotenuse(f, g);
            off[i + 1] = r;
            if (r == 0) {
                diagonal[i + 1] -= p;
                off[last] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = diagonal[i + 1] - p;
            r = (diagonal[i] - g) * s + 2 * c * b;
            p = s * r;
            diagonal[i + 1] = g + p;
            g = c * r - b;
            rotate(vectors[i], vectors[i + 1], c, s);
        }
        diagonal[first] -= p;
        off[first] = g;
        off[last] = 0;
    }

    /** What takes the first place's diagonal to the nearer eigenvalue of its two by two block. */
    private double shift(int first) {
        double g = (diagonal[first + 1] - diagonal[first]) / (2 * off[first]);
        double r = hypotenuse(g, 1);
        return off[first] / (g + (g < 0 ? -r : r));
    }

    /** √(x² + y²) of what lies in range when divided by the larger. */
    private static double hypotenuse(double x, double y) {
        double large = Math.max(Math.abs(x), Math.abs(y));
        double small = Math.min(Math.abs(x), Math.abs(y));
        if (large == 0) {
            return 0;
        }
        double ratio = small / large;
        return large * Math.sqrt(1 + ratio * ratio);
    }

    private static void rotate(double[] one, double[] next, double c, double s) {
        for (int k = 0; k < one.length; k++) {
            double x = one[k];
            double y = next[k];
            next[k] = s * x + c * y;
            one[k] = c * x - s * y;
        }
    }
}
