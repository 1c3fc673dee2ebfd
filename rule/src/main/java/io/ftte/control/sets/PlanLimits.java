package io.ftte.control.sets;

import io.ftte.aggregation.IndexRanges;
import io.ftte.schemas.ModelRegistration;
import java.nio.charset.StandardCharsets;

/**
 * How many plans a model may have, and how finely they may be cut: each is announced in one record,
 * with the architecture and what is personal, and every version names those that made it. A record
 * that Kafka does not take would end the job, all other models with it.
 */
public final class PlanLimits {
    /** In force and still to come. */
    public static final int MOST_PLANS = 4_096;

    /** Of what is counted in a plan's record: a mebibyte less 64 KiB for ids and headers. */
    public static final int MOST_BYTES = (1 << 20) - (64 << 10);

    /** Two indices, as Avro writes those below 2^28. */
    private static final int RANGE_BYTES = 2 * 5;

    private PlanLimits() {}

    /**
     * @throws IllegalArgumentException one line, where a model had more plans than it may
     */
    public static void requireCount(int plans) {
        if (plans > MOST_PLANS) {
            throw new IllegalArgumentException(
                    ("the model had %d plans in force or to come, allowed are %d: give fewer, or"
                                    + " wait until older ones retire")
                            .formatted(plans, MOST_PLANS));
        }
    }

    /**
     * @param personal what devices train beside the plan
     * @throws IllegalArgumentException one line, where the plan's record might be too large
     */
    public static void requireRecord(
            ModelRegistration head, IndexRanges personal, int planId, IndexRanges plan) {
        String architecture = head.getArchitecture() == null ? "" : head.getArchitecture();
        int left = MOST_BYTES - architecture.getBytes(StandardCharsets.UTF_8).length;
        int most = Math.max(0, left / RANGE_BYTES - personal.from().length);
        if (plan.from().length > most) {
            throw new IllegalArgumentException(
                    "plan %d has %d ranges, and at most %d fit into its record: cut it less finely"
                            .formatted(planId, plan.from().length, most));
        }
    }
}
