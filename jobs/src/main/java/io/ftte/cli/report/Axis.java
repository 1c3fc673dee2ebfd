package io.ftte.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear scale from data to pixels, from 0 to a round number at or above the largest value.
 *
 * @param max data value at {@code toPixel}, above 0
 */
record Axis(double max, double step, double fromPixel, double toPixel) {
    private static final int TICKS = 5;

    static Axis upTo(double largest, double fromPixel, double toPixel) {
        double range = largest > 0 ? largest : 1;
        double magnitude = Math.pow(10, Math.floor(Math.log10(range / TICKS)));
        double step = 10 * magnitude;
        for (double factor : new double[] {5, 2, 1}) {
            if (range / (factor * magnitude) <= TICKS) {
                step = factor * magnitude;
            }
        }
        return new Axis(Math.ceil(range / step - 1e-9) * step, step, fromPixel, toPixel);
    }

    double pixel(double value) {
        return fromPixel + value / max * (toPixel - fromPixel);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * step <= max * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
