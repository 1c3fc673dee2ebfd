package io.ftte.benchmarks;

import java.util.List;

/**
 * How one data set is learned.
 *
 * @param model resource with the network's layers
 * @param proxy examples that only the warm start sees; of a set of persons, persons
 * @param warmSteps steps of full training on them
 * @param steps of what is compared, the same for every plan
 * @param rate learning rate of SGD with momentum
 */
record AccuracySetting(
        String model, boolean byPerson, int proxy, int warmSteps, int steps, float rate) {

    /** By the kind of the data: the built-in digits, images, or signals by person. */
    static AccuracySetting of(String data, boolean byPerson) {
        if (byPerson) {
            return new AccuracySetting("har-cnn.json", true, 4, 500, 800, 0.01f);
        }
        return data.equals("digits")
                ? new AccuracySetting("digits-cnn.json", false, 200, 200, 400, 0.01f)
                : new AccuracySetting("fashion-cnn.json", false, 2_000, 1_000, 3_000, 0.03f);
    }

    static final float MOMENTUM = 0.9f;
    static final int BATCH = 32;
    static final int MICRO_BATCH = 8;
    static final double SHARE = 0.2;
    static final List<Long> SEEDS = List.of(1L, 2L, 3L);
}
