package io.ftte.cli.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/**
 * A kind of rows: what its columns are called, what they hold, and how to get it from a value. All
 * of it is flat, because not every reader of Avro takes more than that.
 *
 * @param name in the schema
 */
record RowType<T>(String name, List<Column<T>> columns) {

    /** What a cell may be. */
    enum Kind {
        TEXT(Schema.Type.STRING),
        WHOLE(Schema.Type.LONG),
        NUMBER(Schema.Type.DOUBLE),
        TRUTH(Schema.Type.BOOLEAN);

        final Schema.Type type;

        Kind(Schema.Type type) {
            this.type = type;
        }
    }

    /**
     * @param optional whether {@code value} may give null
     */
    record Column<T>(String name, Kind kind, boolean optional, Function<T, Object> value) {}

    static <T> Builder<T> named(String name) {
        return new Builder<>(name);
    }

    /** Adds columns one by one. */
    static final class Builder<T> {
        private final String name;
        private final List<Column<T>> columns = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        Builder<T> text(String column, Function<T, Object> value) {
            return with(column, Kind.TEXT, false, value);
        }

        Builder<T> whole(String column, Function<T, Object> value) {
            return with(column, Kind.WHOLE, false, value);
        }

        Builder<T> number(String column, Function<T, Object> value) {
            return with(column, Kind.NUMBER, false, value);
        }

        Builder<T> truth(String column, Function<T, Object> value) {
            return with(column, Kind.TRUTH, false, value);
        }

        Builder<T> optional(String column, Kind kind, Function<T, Object> value) {
            return with(column, kind, true, value);
        }

        private Builder<T> with(
                String column, Kind kind, boolean optional, Function<T, Object> value) {
            columns.add(new Column<>(column, kind, optional, value));
            return this;
        }

        RowType<T> build() {
            return new RowType<>(name, List.copyOf(columns));
        }
    }

    /** Avro's. */
    Schema schema() {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record(name).namespace("io.ftte.inspect").fields();
        for (Column<T> column : columns) {
            Schema type = Schema.create(column.kind().type);
            if (column.optional()) {
                fields =
                        fields.name(column.name())
                                .type(Schema.createUnion(Schema.create(Schema.Type.NULL), type))
                                .withDefault(null);
            } else {
                fields = fields.name(column.name()).type(type).noDefault();
            }
        }
        return fields.endRecord();
    }
}
