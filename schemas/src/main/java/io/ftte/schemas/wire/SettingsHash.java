package io.ftte.schemas.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.schemas.AggregationSettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;

/**
 * What a version's lineage says of the settings that made it. What is at its default does not enter
 * the hash, so that it stays the same when a release adds a setting.
 */
public final class SettingsHash {

    private SettingsHash() {}

    /** SHA-256 of the settings' {@link #text}. */
    public static byte[] of(AggregationSettings settings) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text(settings).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * A line {@code path=value} for each setting that is not the schema's default, ascending by
     * path; a double as the 16 hexadecimal digits of its IEEE bits.
     */
    static String text(IndexedRecord settings) {
        SortedMap<String, String> lines = new TreeMap<>();
        collect("", settings, lines);
        StringBuilder text = new StringBuilder();
        lines.forEach((path, value) -> text.append(path).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static void collect(
            String prefix, IndexedRecord record, SortedMap<String, String> lines) {
        for (Schema.Field field : record.getSchema().getFields()) {
            String path = prefix + field.name();
            Object value = record.get(field.pos());
            if (value instanceof IndexedRecord inner) {
                collect(path + ".", inner, lines);
            } else if (!field.hasDefaultValue()
                    || !Objects.equals(value, SpecificData.get().getDefaultValue(field))) {
                lines.put(path, canonical(value));
            }
        }
    }

    private static String canonical(Object value) {
        return value instanceof Double number
                ? "%016x".formatted(Double.doubleToLongBits(number))
                : String.valueOf(value);
    }
}
