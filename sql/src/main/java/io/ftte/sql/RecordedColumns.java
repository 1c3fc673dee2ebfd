package io.ftte.sql;

import io.ftte.schemas.RecordedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * Columns that say where a recorded record stood on its topic. On a topic itself the connector's
 * metadata say it; of files no connector can.
 */
final class RecordedColumns {
    static final String TIMESTAMP = "record.timestamp";

    private static final Map<String, String> FIELDS =
            Map.of(
                    "record.partition",
                    "partition",
                    "record.offset",
                    "offset",
                    TIMESTAMP,
                    "timestamp");

    private final List<Column> columns = new ArrayList<>();

    private record Column(int index, int position, Function<Object, Object> converter) {}

    /**
     * @throws ValidationException one line, where such a column has another type
     */
    RecordedColumns(RecordType type, RowType row) {
        for (int i = 0; i < row.getFieldCount(); i++) {
            String name = row.getFieldNames().get(i);
            if (isOne(name)) {
                Schema.Field field = RecordedRecord.getClassSchema().getField(FIELDS.get(name));
                columns.add(
                        new Column(
                                i,
                                field.pos(),
                                FieldConverter.of(
                                        type.word(), name, field.schema(), row.getTypeAt(i))));
            }
        }
    }

    static boolean isOne(String name) {
        return FIELDS.containsKey(name);
    }

    void fill(GenericRowData row, RecordedRecord record) {
        for (Column column : columns) {
            row.setField(column.index(), column.converter().apply(record.get(column.position())));
        }
    }
}
