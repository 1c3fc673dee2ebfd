package io.ftte.jobs.options;

import io.ftte.topics.OptionsException;
import org.apache.flink.configuration.Configuration;

/**
 * The options of a helper job: those of {@link AggregationConf}, and how to reach the leader.
 *
 * @param own of the helper's Kafka, with what is said of checkpoints and the like
 * @param leader the same of the leader's Kafka
 * @param minDevices fewest devices of a sum, at least 2
 * @param minNoise least noise of a sum, over the most that one device may weigh; 0 or more
 */
public record HelperConf(
        AggregationConf own, AggregationConf leader, int minDevices, double minNoise) {

    /**
     * Reads and checks all options.
     *
     * @throws OptionsException one line that says what to mend
     */
    public static HelperConf of(Configuration options) {
        AggregationConf own = AggregationConf.of(options);
        String brokers =
                options.getOptional(AggregationOptions.LEADER_BOOTSTRAP_SERVERS)
                        .orElseThrow(
                                () ->
                                        new OptionsException(
                                                "leader-bootstrap-servers is missing: name the"
                                                        + " brokers of the leader, who decides"));
        if (!own.hasHelper()) {
            throw new OptionsException(
                    "party-key-file is missing: give leader and helper one secret, by which they"
                            + " know each other");
        }
        int minDevices = options.get(AggregationOptions.MIN_DEVICES);
        if (minDevices < 2) {
            throw new OptionsException(
                    "min-devices is " + minDevices + ": a sum of fewer than 2 hides nobody");
        }
        double minNoise = options.get(AggregationOptions.MIN_NOISE);
        if (!(minNoise >= 0 && minNoise < Double.POSITIVE_INFINITY)) {
            throw new OptionsException(
                    "min-noise is "
                            + minNoise
                            + ": give the privacy.noise that models must have at least, or 0");
        }
        Configuration other = new Configuration(options);
        other.removeConfig(AggregationOptions.KAFKA);
        other.set(AggregationOptions.BOOTSTRAP_SERVERS, brokers);
        other.set(AggregationOptions.KAFKA, options.get(AggregationOptions.LEADER_KAFKA));
        return new HelperConf(own, AggregationConf.of(other), minDevices, minNoise);
    }
}
