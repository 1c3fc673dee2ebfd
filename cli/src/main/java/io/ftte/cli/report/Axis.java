package io.ftte.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A scale from data to pixels.
 *
 * @param min data value at {@code fromPixel}
 * @param max data value at {@code toPixel}, above min
 * @param ticks values to mark, ascending
 * @param logarithmic whether equal ratios are equally far apart; then min is above 0
 */
record Axis(
        double min,
        double max,
        List<Double> ticks,
        boolean logarithmic,
        double fromPixel,
        double toPixel) {
    private static final int TICKS = 5;

    /** Linear, from 0 to a round number at or above the largest value. */
    static Axis upTo(double largest, double fromPixel, double toPixel) {
        return between(0, largest, fromPixel, toPixel);
    }

    /** Linear, between round numbers at or beyond the smallest and the largest value. */
    static Axis between(double smallest, double largest, double fromPixel, double toPixel) {
        double range = largest > smallest ? largest - smallest : 1;
        double magnitude = Math.pow(10, Math.floor(Math.log10(range / TICKS)));
        double step = 10 * magnitude;
        for (double factor : new double[] {5, 2, 1}) {
            if (range / (factor * magnitude) <= TICKS) {
                step = factor * magnitude;
            }
        }
        double min = Math.floor(smallest / step + 1e-9) * step;
        double max = Math.ceil((smallest + range) / step - 1e-9) * step;
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; min + i * step <= max * (1 + 1e-9); i++) {
            ticks.add(min + i * step);
        }
        return new Axis(min, max, ticks, false, fromPixel, toPixel);
    }

    /** Logarithmic, between powers of ten; smaller values lie at the axis' beginning. */
    static Axis powersOfTen(double smallest, double largest, double fromPixel, double toPixel) {
        double min = Math.pow(10, Math.floor(Math.log10(smallest)));
        List<Double> ticks = new ArrayList<>(List.of(min));
        double max = min;
        while (max < largest || ticks.size() < 2) {
            max *= 10;
            ticks.add(max);
        }
        return new Axis(min, max, ticks, true, fromPixel, toPixel);
    }

    double pixel(double value) {
        double share =
                logarithmic
                        ? Math.log(Math.max(value, min) / min) / Math.log(max / min)
                        : (value - min) / (max - min);
        return fromPixel + share * (toPixel - fromPixel);
    }
}
