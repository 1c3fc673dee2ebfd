package io.ftte.cli.frame;

import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a version's number, or {@code latest}, which is none. */
public final class VersionConverter implements ITypeConverter<OptionalLong> {
    public static final String LATEST = "latest";

    @Override
    public OptionalLong convert(String text) {
        if (text.equals(LATEST)) {
            return OptionalLong.empty();
        }
        if (!text.matches("\\d{1,18}")) {
            throw new TypeConversionException(
                    "'" + text + "' is no version: write a number from 0 on, or " + LATEST);
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
