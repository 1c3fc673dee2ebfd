package io.ftte.schemas.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Key of a record of the control topic that is about a model, or about a device.
 *
 * @param modelId the model; of a standing the device
 * @param name what it says of it, such as {@code head} or {@code settings/3}
 */
public record ControlKey(String modelId, String name) {
    /** Key of the fence that a starting job writes; keys of models contain a slash. */
    public static final String FENCE = "fence";

    private static final String HEAD = "head";
    private static final String SETTINGS = "settings/";
    private static final String STANDING = "standing";

    private static final Pattern OF_A_MODEL =
            Pattern.compile("(.+)/(head|parameters/\\d+|plan/-?\\d+|settings/\\d+|republish)");

    /** Of the registration's head; its tombstone removes the model. */
    public static ControlKey head(String modelId) {
        return new ControlKey(modelId, HEAD);
    }

    /** Of a chunk of the initial parameters. */
    public static ControlKey parameters(String modelId, int index) {
        return new ControlKey(modelId, "parameters/" + index);
    }

    /** Of a plan that joins those of the registration. */
    public static ControlKey plan(String modelId, int planId) {
        return new ControlKey(modelId, "plan/" + planId);
    }

    /** Of a change of the aggregation settings. */
    public static ControlKey settings(String modelId, int number) {
        return new ControlKey(modelId, SETTINGS + number);
    }

    /** Of a request to publish the current version once more. */
    public static ControlKey republish(String modelId) {
        return new ControlKey(modelId, "republish");
    }

    /** Of what the operator says of a device. */
    public static ControlKey standing(String deviceId) {
        return new ControlKey(deviceId, STANDING);
    }

    /** The device that a key is about; empty for one that is about none. */
    public static Optional<String> device(String key) {
        String end = "/" + STANDING;
        return key.endsWith(end)
                ? Optional.of(key.substring(0, key.length() - end.length()))
                : Optional.empty();
    }

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
        return name.startsWith(SETTINGS);
    }

    /** As it stands on the topic. */
    @Override
    public String toString() {
        return modelId + "/" + name;
    }
}
