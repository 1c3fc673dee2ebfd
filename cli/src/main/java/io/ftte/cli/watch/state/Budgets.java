package io.ftte.cli.watch.state;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Memory that the devices of a model registered with.
 *
 * @param ascending bytes
 */
record Budgets(long[] ascending) {
    /** How many devices have this much or more. */
    int atLeast(long bytes) {
        int fit = 0;
        while (fit < ascending.length && ascending[ascending.length - 1 - fit] >= bytes) {
            fit++;
        }
        return fit;
    }

    void write(ObjectNode out) {
        out.put("devices", ascending.length);
        if (ascending.length > 0) {
            out.put("weakestBytes", ascending[0]);
            out.put("medianBytes", ascending[ascending.length / 2]);
            out.put("strongestBytes", ascending[ascending.length - 1]);
        }
    }
}
