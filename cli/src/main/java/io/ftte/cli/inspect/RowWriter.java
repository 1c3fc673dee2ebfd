package io.ftte.cli.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.ftte.cli.inspect.RowType.Column;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** Takes rows and writes them in some form; nothing is kept but what a table shows. */
interface RowWriter<T> extends Closeable {
    void write(T row) throws IOException;

    /** An Avro container, compressed by Snappy. */
    static <T> RowWriter<T> avro(RowType<T> type, Path file) throws IOException {
        DataFileWriter<GenericRecord> out =
                new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(type.schema()))
                        .setCodec(CodecFactory.snappyCodec())
                        .create(type.schema(), file.toFile());
        return new RowWriter<>() {
            @Override
            public void write(T row) throws IOException {
                GenericRecord record = new GenericData.Record(type.schema());
                for (Column<T> column : type.columns()) {
                    record.put(column.name(), column.value().apply(row));
                }
                out.append(record);
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    /** With a heading; a cell that is not there is empty. */
    static <T> RowWriter<T> csv(RowType<T> type, PrintWriter out) throws IOException {
        CsvSchema.Builder heading = CsvSchema.builder().setUseHeader(true);
        type.columns().forEach(column -> heading.addColumn(column.name()));
        CsvGenerator csv = new CsvFactory().createGenerator(out);
        csv.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        csv.setSchema(heading.build());
        return new RowWriter<>() {
            @Override
            public void write(T row) throws IOException {
                fields(type, row, csv);
            }

            @Override
            public void close() throws IOException {
                csv.close();
                out.flush();
            }
        };
    }

    /** An array with a row a line. */
    static <T> RowWriter<T> json(RowType<T> type, PrintWriter out) throws IOException {
        return json((row, generator) -> fields(type, row, generator), out);
    }

    /** Writes one value. */
    @FunctionalInterface
    interface JsonRow<T> {
        void write(T row, JsonGenerator json) throws IOException;
    }

    /** The same of rows that know how. */
    static <T> RowWriter<T> json(JsonRow<T> row, PrintWriter out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.setPrettyPrinter(new OneLine());
        json.writeStartArray();
        return new RowWriter<>() {
            @Override
            public void write(T value) throws IOException {
                row.write(value, json);
            }

            @Override
            public void close() throws IOException {
                json.writeEndArray();
                json.close();
                out.println();
                out.flush();
            }
        };
    }

    /** Elements of the outermost array have a line each. */
    final class OneLine extends MinimalPrettyPrinter {
        private static final long serialVersionUID = 1;
        private int depth;

        @Override
        public void writeStartArray(JsonGenerator json) throws IOException {
            depth++;
            super.writeStartArray(json);
        }

        @Override
        public void beforeArrayValues(JsonGenerator json) throws IOException {
            if (depth == 1) {
                json.writeRaw('\n');
            }
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
            json.writeRaw(depth == 1 ? ",\n" : ",");
        }

        @Override
        public void writeEndArray(JsonGenerator json, int values) throws IOException {
            if (depth == 1) {
                json.writeRaw('\n');
            }
            depth--;
            super.writeEndArray(json, values);
        }
    }

    private static <T> void fields(RowType<T> type, T row, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Column<T> column : type.columns()) {
            Object value = column.value().apply(row);
            json.writeFieldName(column.name());
            if (value == null) {
                json.writeNull();
            } else {
                switch (column.kind()) {
                    case TEXT -> json.writeString(value.toString());
                    case WHOLE -> json.writeNumber(((Number) value).longValue());
                    case NUMBER -> json.writeNumber(((Number) value).doubleValue());
                    case TRUTH -> json.writeBoolean((Boolean) value);
                }
            }
        }
        json.writeEndObject();
    }

    /**
     * For a person, in columns.
     *
     * @param last how many rows, the last ones
     */
    static <T> RowWriter<T> table(RowType<T> type, int last, PrintWriter out) {
        return new RowWriter<>() {
            private final Deque<List<String>> shown = new ArrayDeque<>();
            private long rows;

            @Override
            public void write(T row) {
                rows++;
                shown.add(
                        type.columns().stream()
                                .map(column -> cell(column.value().apply(row)))
                                .toList());
                if (shown.size() > last) {
                    shown.remove();
                }
            }

            @Override
            public void close() {
                List<List<String>> lines = new ArrayList<>();
                lines.add(type.columns().stream().map(Column::name).toList());
                lines.addAll(shown);
                if (rows > shown.size()) {
                    out.printf("the last %,d of %,d%n", shown.size(), rows);
                }
                aligned(
                                lines,
                                type.columns().stream()
                                        .map(c -> c.kind() == RowType.Kind.TEXT)
                                        .toList())
                        .forEach(out::println);
                out.flush();
            }
        };
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof Double number
                ? String.format(Locale.ROOT, "%.4g", number)
                : value.toString();
    }

    private static List<String> aligned(List<List<String>> lines, List<Boolean> left) {
        List<Integer> widths =
                IntStream.range(0, left.size())
                        .mapToObj(
                                column ->
                                        lines.stream()
                                                .mapToInt(line -> line.get(column).length())
                                                .max()
                                                .orElse(0))
                        .toList();
        return lines.stream()
                .map(
                        line ->
                                IntStream.range(0, left.size())
                                        .mapToObj(
                                                column ->
                                                        ("%"
                                                                        + (left.get(column)
                                                                                ? "-"
                                                                                : "")
                                                                        + Math.max(
                                                                                1,
                                                                                widths.get(column))
                                                                        + "s")
                                                                .formatted(line.get(column)))
                                        .collect(Collectors.joining("  "))
                                        .stripTrailing())
                .toList();
    }
}
