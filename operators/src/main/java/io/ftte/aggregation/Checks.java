package io.ftte.aggregation;

/** Range checks of settings, with messages that name the setting. */
final class Checks {
    private Checks() {}

    static void atLeastZero(String name, double value) {
        require(value >= 0 && Double.isFinite(value), name, value, "must be at least 0");
    }

    static void positive(String name, double value) {
        require(value > 0 && Double.isFinite(value), name, value, "must be above 0");
    }

    static void fraction(String name, double value) {
        require(value >= 0 && value < 1, name, value, "must be at least 0 and below 1");
    }

    static void share(String name, double value) {
        require(value >= 0 && value <= 1, name, value, "must be from 0 to 1");
    }

    static void atLeast(String name, long value, long least) {
        require(value >= least, name, value, "must be at least " + least);
    }

    static void atMost(String name, long value, long most) {
        require(value <= most, name, value, "must be at most " + most);
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + rule + ", it is " + value);
        }
    }
}
