package io.ftte.jobs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Key of a record of the control topic that is about a model.
 *
 * @param name what it says of the model, such as {@code head} or {@code settings/3}
 */
public record ControlKey(String modelId, String name) {
    /** Its tombstone removes the model. */
    public static final String HEAD = "head";

    private static final Pattern OF_A_MODEL =
            Pattern.compile("(.+)/(head|parameters/\\d+|plan/-?\\d+|settings/\\d+|republish)");

    /** Empty for a key that is about no model. */
    public static Optional<ControlKey> parse(String key) {
        Matcher matcher = OF_A_MODEL.matcher(key);
        return matcher.matches()
                ? Optional.of(new ControlKey(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    public boolean isHead() {
        return name.equals(HEAD);
    }

    public boolean isSettings() {
        return name.startsWith("settings/");
    }

    @Override
    public String toString() {
        return modelId + "/" + name;
    }
}
