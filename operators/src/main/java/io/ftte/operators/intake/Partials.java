package io.ftte.operators.intake;

import io.ftte.operators.intake.DeviceState.Partial;
import java.util.Arrays;

/** The updates under way of a device, oldest first; pure functions over arrays. */
final class Partials {
    private Partials() {}

    /** Place of the one of this sequence, or −1. */
    static int find(Partial[] partials, long sequence) {
        for (int i = 0; i < partials.length; i++) {
            if (partials[i].header().sequence() == sequence) {
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
