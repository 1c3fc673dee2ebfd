package io.ftte.selection.fleet;

import io.ftte.schemas.TensorEncoding;
import io.ftte.selection.Budget;
import io.ftte.selection.PlanPayload;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What plans may cost the devices of a fleet.
 *
 * @param memoryBytes by tier, ascending: what the weakest device of the tier has for one step
 * @param payloadBytes what an update may weigh one way, without ids and envelope
 * @param encoding of the payload
 * @param takeTurns whether a plan that weighs more is cut into parts that take turns; otherwise a
 *     smaller one is chosen
 */
public record FleetBudget(
        List<Long> memoryBytes, long payloadBytes, TensorEncoding encoding, boolean takeTurns) {

    public FleetBudget {
        memoryBytes = List.copyOf(memoryBytes);
    }

    /** One plan for all, whatever its updates weigh. */
    public static FleetBudget ofMemory(long bytes) {
        return new FleetBudget(List.of(bytes), Long.MAX_VALUE, TensorEncoding.F32, false);
    }

    /** The memory by tier, and the payload at the end. */
    public long[] bytes() {
        return LongStream.concat(
                        memoryBytes.stream().mapToLong(Long::longValue),
                        LongStream.of(payloadBytes))
                .toArray();
    }

    /**
     * The lesser of each of the two.
     *
     * @param bytes of another, as {@link #bytes}; of another number of tiers it does not count
     */
    FleetBudget atMost(long[] bytes) {
        int tiers = memoryBytes.size();
        if (bytes.length != tiers + 1) {
            return this;
        }
        List<Long> least =
                IntStream.range(0, tiers)
                        .mapToObj(tier -> Math.min(memoryBytes.get(tier), bytes[tier]))
                        .toList();
        return new FleetBudget(least, Math.min(payloadBytes, bytes[tiers]), encoding, takeTurns);
    }

    /** What one plan of a tier may cost, beside what is personal. */
    Budget ofTier(int tier, Set<String> personal) {
        return new Budget(memoryBytes.get(tier), payloadBytes, encoding, personal);
    }

    /** What a tier may cost whose plans take turns: a part of it may weigh too much, not it. */
    Budget ofWholeTier(int tier, Set<String> personal) {
        return new Budget(memoryBytes.get(tier), Long.MAX_VALUE, encoding, personal);
    }

    /** Whether an update of a plan, of so many parameters, weighs little enough. */
    boolean allows(int parameters) {
        return PlanPayload.bytes(encoding, parameters) <= payloadBytes;
    }
}
