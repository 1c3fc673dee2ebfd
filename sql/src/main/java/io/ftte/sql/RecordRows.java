package io.ftte.sql;

import io.ftte.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.RowType;

/** Makes rows of records: of each the fields that a table's columns name, in the columns' order. */
final class RecordRows {
    private final RecordFields fields;
    private final int width;
    private final int[] columns;
    private final List<Function<Object, Object>> converters = new ArrayList<>();

    /**
     * @param elsewhere names of columns that are no fields and stay empty
     * @throws ValidationException one line, where a column is no field or has another type than it
     */
    RecordRows(RecordType type, RowType row, Predicate<String> elsewhere) {
        Map<String, Schema> known = type.fields();
        List<String> names = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < row.getFieldCount(); i++) {
            String name = row.getFieldNames().get(i);
            if (!elsewhere.test(name)) {
                Schema schema = FieldConverter.field(type.word(), name, known, name);
                converters.add(FieldConverter.of(type.word(), name, schema, row.getTypeAt(i)));
                names.add(name);
                places.add(i);
            }
        }
        fields = type.reader(names);
        width = row.getFieldCount();
        columns = places.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * The row of one record; empty where the record is of another type.
     *
     * @throws WireException where the bytes are no record
     */
    Optional<GenericRowData> read(byte[] value) throws WireException {
        return fields.read(value).map(this::row);
    }

    private GenericRowData row(Object[] values) {
        GenericRowData row = new GenericRowData(width);
        for (int i = 0; i < columns.length; i++) {
            row.setField(columns[i], converters.get(i).apply(values[i]));
        }
        return row;
    }
}
