package io.ftte.schemas.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Key of a record of the model topic. Readers go by the records; but a tombstone has none, and its
 * key alone says what it takes back.
 *
 * @param kind {@code plan}, or a shard's kind in small letters
 * @param number of the shard, or the plan's id
 */
public record ModelKey(String modelId, int generation, String kind, int number) {
    private static final String PLAN = "plan";

    private static final Pattern TEXT = Pattern.compile("(.+)/(\\d{1,9})/([a-z]+)/(-?\\d{1,10})");

    /** Of a plan. */
    public static ModelKey plan(String modelId, int generation, int planId) {
        return new ModelKey(modelId, generation, PLAN, planId);
    }

    /** Empty for a key that this release does not know. */
    public static Optional<ModelKey> parse(String key) {
        Matcher matcher = TEXT.matcher(key);
        try {
            return matcher.matches()
                    ? Optional.of(
                            new ModelKey(
                                    matcher.group(1),
                                    Integer.parseInt(matcher.group(2)),
                                    matcher.group(3),
                                    Integer.parseInt(matcher.group(4))))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public boolean isPlan() {
        return kind.equals(PLAN);
    }

    /** As it stands on the topic. */
    @Override
    public String toString() {
        return modelId + "/" + generation + "/" + kind + "/" + number;
    }
}
