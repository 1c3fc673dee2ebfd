package io.ftte.cli.status;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.VersionPrivacy;
import java.util.Optional;

/**
 * What a private model has cost its devices up to its newest version.
 *
 * @param budget the ε that a device may spend; empty where the settings are not known
 */
record ModelPrivacy(VersionPrivacy spent, Optional<Double> budget) {

    static ModelPrivacy of(VersionPrivacy spent, Optional<AggregationSettings> settings) {
        return new ModelPrivacy(spent, settings.map(AggregationSettings::getPrivacyEpsilon));
    }

    /** For a person. */
    String text() {
        return "epsilon %.4g%s spent by the device that took part most often, %.4g by the median of %,d, at delta %s; noise %s, key %s"
                .formatted(
                        spent.getEpsilonLargest(),
                        budget.map(" of %s"::formatted).orElse(""),
                        spent.getEpsilonMedian(),
                        spent.getDevices(),
                        spent.getDelta(),
                        spent.getNoise(),
                        spent.getKeyId());
    }
}
