package io.ftte.cli.watch.state;

import java.util.List;

/**
 * Devices by the time between their updates.
 *
 * @param name for a person
 * @param fromMs the shortest mean time of the class
 */
record SpeedClass(String name, long fromMs) {
    /** From the fastest on; the last has no end. */
    static final List<SpeedClass> ALL =
            List.of(
                    new SpeedClass("under 0.5 s", 0),
                    new SpeedClass("0.5 to 1 s", 500),
                    new SpeedClass("1 to 2 s", 1_000),
                    new SpeedClass("2 to 5 s", 2_000),
                    new SpeedClass("5 to 15 s", 5_000),
                    new SpeedClass("15 to 60 s", 15_000),
                    new SpeedClass("1 to 5 min", 60_000),
                    new SpeedClass("5 to 30 min", 300_000),
                    new SpeedClass("30 min to 2 h", 1_800_000),
                    new SpeedClass("2 to 12 h", 7_200_000),
                    new SpeedClass("12 h and more", 43_200_000));

    /** Index of the class of a mean time, at least 0 ms. */
    static int of(long meanMs) {
        int index = 0;
        while (index + 1 < ALL.size() && ALL.get(index + 1).fromMs() <= meanMs) {
            index++;
        }
        return index;
    }
}
