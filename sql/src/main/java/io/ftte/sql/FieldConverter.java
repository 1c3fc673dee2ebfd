package io.ftte.sql;

import io.ftte.schemas.text.NearestName;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * From a value as Avro has it to one as Flink's tables have it. Each type of Avro has one type of
 * SQL; a time in milliseconds may be a number or a {@code TIMESTAMP_LTZ(3)}. A row may have any of
 * a record's fields, in any order.
 */
final class FieldConverter {

    /** Fields whose number is a time: Avro's schemas do not say so. */
    private static final Set<String> TIMES = Set.of("eventTime", RecordedColumns.TIMESTAMP);

    private static final int MILLISECONDS = 3;

    private final String record;

    private FieldConverter(String record) {
        this.record = record;
    }

    /**
     * What converts a column's values; of {@code null} it makes {@code null}.
     *
     * @param record the word for what the column is a field of, for errors
     * @throws ValidationException one line, where the column's type is not that of the field
     */
    static Function<Object, Object> of(
            String record, String column, Schema schema, LogicalType type) {
        return new FieldConverter(record).optional(column, schema, type);
    }

    /**
     * The schema of a field.
     *
     * @throws ValidationException one line, where there is none of this name
     */
    static Schema field(String record, String column, Map<String, Schema> fields, String name) {
        Schema schema = fields.get(name);
        if (schema == null) {
            throw new ValidationException(
                    "column %s is no field of 'ftte.record' = '%s', the nearest is '%s'; %s"
                            .formatted(
                                    column,
                                    record,
                                    NearestName.of(name, fields.keySet()),
                                    RecordType.choice()));
        }
        return schema;
    }

    private Function<Object, Object> optional(String column, Schema schema, LogicalType type) {
        Schema present = present(schema);
        if (present != schema && !type.isNullable()) {
            throw new ValidationException(
                    "column %s: a record of 'ftte.record' = '%s' may lack it, declare it without NOT NULL"
                            .formatted(column, record));
        }
        Function<Object, Object> converter = required(column, present, type);
        return value -> value == null ? null : converter.apply(value);
    }

    /** What an optional field is where it is there. */
    private static Schema present(Schema schema) {
        return schema.getType() != Schema.Type.UNION
                ? schema
                : schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow();
    }

    private Function<Object, Object> required(String column, Schema schema, LogicalType type) {
        boolean fits =
                switch (schema.getType()) {
                    case STRING, ENUM ->
                            type instanceof VarCharType text
                                    && text.getLength() == VarCharType.MAX_LENGTH;
                    case BYTES ->
                            type instanceof VarBinaryType bytes
                                    && bytes.getLength() == VarBinaryType.MAX_LENGTH;
                    case LONG -> type.is(LogicalTypeRoot.BIGINT) || isTime(column, type);
                    case INT -> type.is(LogicalTypeRoot.INTEGER);
                    case DOUBLE -> type.is(LogicalTypeRoot.DOUBLE);
                    case FLOAT -> type.is(LogicalTypeRoot.FLOAT);
                    case BOOLEAN -> type.is(LogicalTypeRoot.BOOLEAN);
                    case ARRAY -> type instanceof ArrayType;
                    case MAP -> type instanceof MapType;
                    case RECORD -> type instanceof RowType;
                    default -> false;
                };
        if (!fits) {
            throw new ValidationException(
                    "column %s: the field of 'ftte.record' = '%s' is %s, not %s"
                            .formatted(column, record, name(column, schema), type));
        }
        return switch (schema.getType()) {
            case STRING, ENUM -> value -> StringData.fromString(value.toString());
            case BYTES -> FieldConverter::bytes;
            case LONG ->
                    type.is(LogicalTypeRoot.BIGINT)
                            ? Function.identity()
                            : value -> TimestampData.fromEpochMillis((long) value);
            case ARRAY -> array(column, schema, (ArrayType) type);
            case MAP -> map(column, schema, (MapType) type);
            case RECORD -> row(column, schema, (RowType) type);
            default -> Function.identity();
        };
    }

    private static boolean isTime(String column, LogicalType type) {
        return TIMES.contains(column)
                && type instanceof LocalZonedTimestampType time
                && time.getPrecision() == MILLISECONDS;
    }

    private static byte[] bytes(Object value) {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private Function<Object, Object> array(String column, Schema schema, ArrayType type) {
        Function<Object, Object> element =
                optional(column, schema.getElementType(), type.getElementType());
        return value ->
                new GenericArrayData(((Collection<?>) value).stream().map(element).toArray());
    }

    private Function<Object, Object> map(String column, Schema schema, MapType type) {
        Function<Object, Object> key =
                required(column, Schema.create(Schema.Type.STRING), type.getKeyType());
        Function<Object, Object> item =
                optional(column, schema.getValueType(), type.getValueType());
        return value -> {
            Map<Object, Object> converted = new HashMap<>();
            ((Map<?, ?>) value).forEach((k, v) -> converted.put(key.apply(k), item.apply(v)));
            return new GenericMapData(converted);
        };
    }

    private Function<Object, Object> row(String column, Schema schema, RowType type) {
        Map<String, Schema> fields =
                schema.getFields().stream()
                        .collect(Collectors.toMap(Schema.Field::name, Schema.Field::schema));
        int[] positions = new int[type.getFieldCount()];
        List<Function<Object, Object>> converters =
                type.getFields().stream()
                        .map(field -> part(column + "." + field.getName(), fields, field))
                        .toList();
        for (int i = 0; i < positions.length; i++) {
            positions[i] = schema.getField(type.getFieldNames().get(i)).pos();
        }
        return value -> {
            GenericRowData row = new GenericRowData(positions.length);
            for (int i = 0; i < positions.length; i++) {
                row.setField(i, converters.get(i).apply(((IndexedRecord) value).get(positions[i])));
            }
            return row;
        };
    }

    private Function<Object, Object> part(
            String path, Map<String, Schema> fields, RowType.RowField field) {
        return optional(path, field(record, path, fields, field.getName()), field.getType());
    }

    /** The type that a column of this field has, as one writes it. */
    private static String name(String column, Schema schema) {
        return switch (schema.getType()) {
            case STRING, ENUM -> "STRING";
            case LONG -> TIMES.contains(column) ? "BIGINT or TIMESTAMP_LTZ(3)" : "BIGINT";
            case ARRAY -> "ARRAY<" + name(column, present(schema.getElementType())) + ">";
            case MAP -> "MAP<STRING, " + name(column, present(schema.getValueType())) + ">";
            case RECORD ->
                    schema.getFields().stream()
                            .map(
                                    field ->
                                            field.name()
                                                    + " "
                                                    + name(column, present(field.schema())))
                            .collect(Collectors.joining(", ", "ROW<", ">"));
            default -> schema.getType().name();
        };
    }
}
