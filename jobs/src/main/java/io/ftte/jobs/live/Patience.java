package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * How long the clients of a job that runs wait for a broker before they fail the job, which would
 * begin again, and fail again, with thousands of lines in the log each time.
 */
final class Patience {
    /** Kafka's names for how long calls, records and answers of the brokers are waited for. */
    private static final List<String> TIMEOUTS =
            List.of("max.block.ms", "delivery.timeout.ms", "default.api.timeout.ms");

    private Patience() {}

    /** Of clients that wait; what the options say of a timeout stands. */
    static Properties properties(AggregationConf conf) {
        Properties properties = conf.brokers().properties();
        timeouts(conf).forEach(properties::putIfAbsent);
        return properties;
    }

    /** Those of the timeouts that the options leave to the job. */
    static Map<String, String> timeouts(AggregationConf conf) {
        Map<String, String> timeouts = new HashMap<>();
        for (String name : TIMEOUTS) {
            if (!conf.kafka().containsKey(name)) {
                timeouts.put(name, Long.toString(conf.patience().toMillis()));
            }
        }
        return timeouts;
    }
}
