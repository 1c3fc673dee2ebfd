package io.ftte.schemas.text;

import io.ftte.schemas.AggregationSettings;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;

/**
 * One aggregation setting of a model. Its type and its default are the schema's.
 *
 * @param path where it stands in {@code model.json}, and what {@code --set} calls it; a dot at most
 * @param field where it stands in {@link AggregationSettings}
 * @param bound what it must be, where it is a number
 * @param words all that it may be, where it is a word; empty for a number
 * @param meaning for a person
 */
record Setting(String path, String field, Bound bound, List<String> words, String meaning) {

    /** What a setting holds. */
    public enum Type {
        INT32,
        INT64,
        NUMBER,
        WORD
    }

    /** The object of the file in which it stands; empty for {@code aggregation} itself. */
    String section() {
        return path.substring(0, Math.max(0, path.indexOf('.')));
    }

    /** Its name in its section. */
    String name() {
        return path.substring(path.indexOf('.') + 1);
    }

    /** Whether its section may be absent and, where it is there, must give it. */
    boolean isItsSection() {
        return !section().isEmpty() && field.indexOf('.') < 0;
    }

    public Type type() {
        return switch (valueSchema().getType()) {
            case INT -> Type.INT32;
            case LONG -> Type.INT64;
            case DOUBLE -> Type.NUMBER;
            case STRING -> Type.WORD;
            default -> throw new IllegalStateException(path + " is a " + valueSchema());
        };
    }

    /** What holds where nothing is said; null for a setting that may be absent. */
    public Object defaultValue() {
        return SpecificData.get().getDefaultValue(schemaField());
    }

    /** Null where it is absent. */
    Object in(AggregationSettings settings) {
        return parent(settings).get(schemaField().pos());
    }

    /** Changes the settings. */
    void put(AggregationSettings settings, Object value) {
        parent(settings).put(schemaField().pos(), value);
    }

    /**
     * Checks its value.
     *
     * @param parent the record that has its field
     * @throws IllegalArgumentException one line that names the setting
     */
    void check(IndexedRecord parent) {
        Object value = parent.get(schemaField().pos());
        if (value instanceof Number number) {
            bound.check(path, number);
        } else if (value != null) {
            Words.check(path, words, value.toString());
        }
    }

    IndexedRecord parent(AggregationSettings settings) {
        int dot = field.indexOf('.');
        return dot < 0 ? settings : (IndexedRecord) settings.get(field.substring(0, dot));
    }

    private Schema.Field schemaField() {
        Schema schema = AggregationSettings.getClassSchema();
        int dot = field.indexOf('.');
        return dot < 0
                ? schema.getField(field)
                : schema.getField(field.substring(0, dot))
                        .schema()
                        .getField(field.substring(dot + 1));
    }

    /** Without the null of a setting that may be absent. */
    private Schema valueSchema() {
        Schema schema = schemaField().schema();
        return schema.isUnion() ? schema.getTypes().get(1) : schema;
    }
}
