package io.ftte.operators.intake;

import io.ftte.operators.intake.DeviceState.Partial;
import io.ftte.operators.stream.UpdateHeader;
import java.util.Arrays;

/** The updates under way of a device, oldest first; pure functions over arrays. */
final class Partials {
    private Partials() {}

    /**
     * Place of the one that a header is of, or −1. What another seed belongs to is another update,
     * whoever sent it.
     */
    static int find(Partial[] partials, UpdateHeader header) {
        for (int i = 0; i < partials.length; i++) {
            UpdateHeader under = partials[i].header();
            if (under.sequence() == header.sequence() && under.seedId() == header.seedId()) {
                return i;
            }
        }
        return -1;
    }

    static Partial[] with(Partial[] partials, Partial next) {
        Partial[] more = Arrays.copyOf(partials, partials.length + 1);
        more[partials.length] = next;
        return more;
    }

    static Partial[] without(Partial[] partials, int place) {
        Partial[] rest = Arrays.copyOf(partials, partials.length - 1);
        System.arraycopy(partials, place + 1, rest, place, rest.length - place);
        return rest;
    }

    /** Whether one of them is to be complete by then. */
    static boolean anyUntil(Partial[] partials, long deadline) {
        return Arrays.stream(partials).anyMatch(partial -> partial.deadline() == deadline);
    }
}
