package io.ftte.cli.watch.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How often values occur, in bins of one width from 0 on and one for all that lies beyond. */
final class Histogram {
    private final double width;
    private final long[] counts;

    /**
     * @param bins of that width; the last bin of the counts has no end
     */
    Histogram(double width, int bins) {
        this.width = width;
        counts = new long[bins + 1];
    }

    /** Negative values and what is no number count as 0. */
    void add(double value) {
        // A weight of 0.3 lies in the bin that begins there, whatever the division makes of it.
        double bin = Math.floor(value / width + 1e-9);
        counts[(int) Math.max(0, Math.min(counts.length - 1, bin))]++;
    }

    /** Each bin's beginning and count, up to the last that is not empty. */
    void write(ArrayNode out) {
        int end = counts.length;
        while (end > 0 && counts[end - 1] == 0) {
            end--;
        }
        for (int bin = 0; bin < end; bin++) {
            ObjectNode row = out.addObject();
            row.put("from", Texts.rounded(bin * width));
            row.put("open", bin == counts.length - 1);
            row.put("updates", counts[bin]);
        }
    }
}
