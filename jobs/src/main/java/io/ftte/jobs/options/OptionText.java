package io.ftte.jobs.options;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;

/** How an option is written for people. */
final class OptionText {
    private OptionText() {}

    /** The name as it is typed, {@code kafka.*} for the properties passed through. */
    static String name(ConfigOption<?> option) {
        return option.defaultValue() instanceof Map ? option.key() + ".*" : option.key();
    }

    /** The default as one would type it; empty where there is none. */
    static String defaultValue(ConfigOption<?> option) {
        Object value = option.defaultValue();
        if (!option.hasDefaultValue() || value instanceof Map) {
            return "";
        }
        if (value instanceof Enum<?> e) {
            return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return value instanceof Duration d
                ? TimeUtils.formatWithHighestUnit(d).replace(" ", "")
                : value.toString();
    }

    static String description(ConfigOption<?> option) {
        return new HtmlFormatter().format(option.description());
    }

    /** What may stand there, for a message about something that may not. */
    static String example(ConfigOption<?> option) {
        Object value = option.defaultValue();
        if (value instanceof Duration) {
            return "a duration such as 500ms, 5s or 10min";
        }
        if (value instanceof Boolean) {
            return "true or false";
        }
        if (value instanceof Enum<?> e) {
            return "one of " + Arrays.toString(e.getDeclaringClass().getEnumConstants());
        }
        if (value instanceof Double) {
            return "a number such as 0.1";
        }
        return value instanceof String ? "a text" : "a whole number";
    }
}
