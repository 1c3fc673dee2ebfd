package io.ftte.sql;

import io.ftte.schemas.text.NearestName;
import io.ftte.schemas.wire.WireException;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.factories.DynamicTableFactory;

/**
 * A table's options of this format.
 *
 * @param type the records that become rows
 * @param ignoreParseErrors whether bytes that are no record are passed over
 */
record FormatSettings(RecordType type, boolean ignoreParseErrors) implements Serializable {

    static final String IDENTIFIER = "ftte";

    static final ConfigOption<String> RECORD =
            ConfigOptions.key("record")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The records that become rows; others are passed over.");

    static final ConfigOption<Boolean> IGNORE_PARSE_ERRORS =
            ConfigOptions.key("ignore-parse-errors")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription("Pass over bytes that are no record instead of failing.");

    private static final Set<ConfigOption<?>> REQUIRED = Set.of(RECORD);
    private static final Set<ConfigOption<?>> OPTIONAL = Set.of(IGNORE_PARSE_ERRORS);
    private static final String PREFIX = IDENTIFIER + ".";

    static Set<ConfigOption<?>> required() {
        return REQUIRED;
    }

    static Set<ConfigOption<?>> optional() {
        return OPTIONAL;
    }

    /**
     * @param options of this format, without its prefix
     * @throws ValidationException one line, where they make no sense
     */
    static FormatSettings of(DynamicTableFactory.Context table, ReadableConfig options) {
        checkNames(table.getCatalogTable().getOptions().keySet());
        String record =
                options.getOptional(RECORD)
                        .orElseThrow(
                                () ->
                                        new ValidationException(
                                                "'ftte.record' is missing; "
                                                        + RecordType.choice()));
        return new FormatSettings(RecordType.of(record), options.get(IGNORE_PARSE_ERRORS));
    }

    /** The connector for files leaves this to the format. */
    private static void checkNames(Set<String> options) {
        List<String> known =
                Stream.concat(REQUIRED.stream(), OPTIONAL.stream())
                        .map(option -> PREFIX + option.key())
                        .toList();
        for (String name : options) {
            if (name.startsWith(PREFIX) && !known.contains(name)) {
                throw new ValidationException(
                        "there is no option '%s', the nearest is '%s'"
                                .formatted(name, NearestName.of(name, known)));
            }
        }
    }

    /** One line for bytes that are no record. */
    static String unreadable(WireException e) {
        return e.getMessage() + "; 'ftte.ignore-parse-errors' = 'true' passes over it";
    }
}
