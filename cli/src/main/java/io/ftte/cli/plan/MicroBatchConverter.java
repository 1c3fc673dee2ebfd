package io.ftte.cli.plan;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of examples, or {@code auto}. */
final class MicroBatchConverter implements ITypeConverter<Integer> {
    /** No number of examples that anyone can write. */
    private static final int AUTO = -1;

    static boolean isAuto(int microBatch) {
        return microBatch == AUTO;
    }

    @Override
    public Integer convert(String text) {
        if (text.equals("auto")) {
            return AUTO;
        }
        if (text.matches("\\d{1,9}")) {
            return Integer.valueOf(text);
        }
        throw new TypeConversionException(
                "'" + text + "' is no micro-batch: write a number of examples, or auto");
    }
}
