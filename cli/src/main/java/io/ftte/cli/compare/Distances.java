package io.ftte.cli.compare;

import java.io.IOException;

/** How far apart two models are while both train. */
final class Distances {
    private Distances() {}

    /**
     * ‖a − b‖ ∕ ‖a − first‖ with Euclidean norms: 1 is as far as {@code a} has come.
     *
     * @param first numbers that both began with
     * @return NaN where {@code a} has not moved
     */
    static double relative(float[] a, float[] b, float[] first) {
        double apart = 0;
        double moved = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            apart += d * d;
            double m = (double) a[i] - first[i];
            moved += m * m;
        }
        return moved == 0 ? Double.NaN : Math.sqrt(apart / moved);
    }

    /**
     * The same along two paths.
     *
     * @param versionsA of {@code a} at the times that are looked at, ascending
     * @param versionsB of {@code b} at the same times
     */
    static double[] along(
            ModelPath a, long[] versionsA, ModelPath b, long[] versionsB, float[] first)
            throws IOException {
        double[] distances = new double[versionsA.length];
        for (int i = 0; i < distances.length; i++) {
            boolean same =
                    i > 0 && versionsA[i] == versionsA[i - 1] && versionsB[i] == versionsB[i - 1];
            distances[i] =
                    same
                            ? distances[i - 1]
                            : relative(
                                    a.at(versionsA[i]).parameters(),
                                    b.at(versionsB[i]).parameters(),
                                    first);
        }
        return distances;
    }
}
