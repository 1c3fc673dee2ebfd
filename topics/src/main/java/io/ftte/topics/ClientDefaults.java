package io.ftte.topics;

import java.util.HashMap;
import java.util.Map;

/** What every Kafka client of this project has unless its settings say otherwise. */
public final class ClientDefaults {
    private static final String RECOVERY = "metadata.recovery.strategy";

    /** The longest pause between two attempts to reach a broker, to which pauses grow. */
    private static final String LONGEST_PAUSE = "reconnect.backoff.max.ms";

    private ClientDefaults() {}

    /**
     * The settings over the defaults, in a map of the caller's own.
     *
     * <p>While no broker answers, a client goes on asking at the addresses that it knows. Kafka's
     * default since 4.0, {@code rebootstrap}, begins at the bootstrap address anew without a pause
     * and writes that to the log each time: 464,534 lines in 56 s.
     *
     * <p>A pause doubles up to 5 s, not up to 1 s as Kafka has it: each attempt is two lines of
     * each of a job's 25 clients. Whoever comes back after less is found as soon, because pauses
     * add up to about as long as it was away.
     */
    public static Map<String, Object> under(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>();
        all.put(RECOVERY, "none");
        all.put(LONGEST_PAUSE, "5000");
        all.putAll(settings);
        return all;
    }
}
