package io.ftte.cli.frame;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 4096}, {@code 256KiB} or {@code 1MiB} into bytes. */
public final class BytesConverter implements ITypeConverter<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})\\s*(KiB|MiB)?");

    @Override
    public Integer convert(String text) {
        Matcher size = SIZE.matcher(text);
        if (size.matches()) {
            int shift = size.group(2) == null ? 0 : size.group(2).equals("KiB") ? 10 : 20;
            long bytes = Long.parseLong(size.group(1)) << shift;
            if (bytes <= Integer.MAX_VALUE) {
                return (int) bytes;
            }
        }
        throw new TypeConversionException("'" + text + "' is no size such as 256KiB or 1MiB");
    }
}
