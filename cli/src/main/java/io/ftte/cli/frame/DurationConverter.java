package io.ftte.cli.frame;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations such as {@code 500ms}, {@code 5s} or {@code 10min}. */
public final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return TimeUtils.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no duration such as 500ms, 5s or 10min");
        }
    }

    /** As a person would write it. */
    public static String text(Duration duration) {
        return TimeUtils.formatWithHighestUnit(duration).replace(" ", "");
    }
}
