package io.ftte.cli.status;

import java.util.List;
import java.util.Optional;

/**
 * A registered model.
 *
 * @param newest empty while no version is readable
 * @param privacy of a private model that has a version
 * @param sumAwaited of a model of two parties whose next version waits for its sum
 * @param settingsWaiting numbers of the changes that are not in force yet, ascending
 */
record ModelStatus(
        String modelId,
        Optional<Version> newest,
        Settings settings,
        Optional<ModelPrivacy> privacy,
        Optional<SumAwaited> sumAwaited,
        List<Integer> settingsWaiting,
        List<Plan> plans) {

    ModelStatus {
        settingsWaiting = List.copyOf(settingsWaiting);
        plans = List.copyOf(plans);
    }

    /**
     * The newest version that devices can put together.
     *
     * @param eventTime T(version), ms since the epoch
     * @param publishedMs when its last record was written, ms since the epoch
     */
    record Version(int generation, long number, long eventTime, long publishedMs) {}

    /**
     * Those that made the newest version.
     *
     * @param number of the change; 0 for those of the registration, -1 where the lineage has the
     *     hash of no settings that the control topic knows
     * @param sinceVersion the first version in a row that the lineage has of them; 0 while there is
     *     none
     * @param text empty where they are not known
     */
    record Settings(int number, long sinceVersion, String text) {}

    /**
     * A sum that the helper has been asked for, of a version that is not there yet.
     *
     * @param requestedMs when it was asked, ms since the epoch
     */
    record SumAwaited(long version, long requestedMs) {}

    /** A plan of the newest set. */
    record Plan(int planId, int tier, long sinceVersion) {}
}
