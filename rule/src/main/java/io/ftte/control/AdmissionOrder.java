package io.ftte.control;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order in which updates of a model are decided: ascending (order time, device id as UTF-8
 * bytes, sequence, place on the topic). It comes from data, so that a replay repeats it.
 */
public final class AdmissionOrder implements Comparator<Update> {
    private static final Comparator<Update> ORDER =
            Comparator.comparingLong(Update::orderTime)
                    .thenComparing(
                            update -> update.deviceId().getBytes(StandardCharsets.UTF_8),
                            Arrays::compareUnsigned)
                    .thenComparingLong(Update::sequence)
                    .thenComparingLong(Update::place);

    @Override
    public int compare(Update one, Update other) {
        return ORDER.compare(one, other);
    }
}
