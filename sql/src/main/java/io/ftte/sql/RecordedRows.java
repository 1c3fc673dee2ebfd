package io.ftte.sql;

import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** The rows of one recorded file, a few at a time. */
final class RecordedRows implements BulkFormat.Reader<RowData> {

    /** One row of a lineage may have ten thousand contributions. */
    private static final int BATCH = 100;

    private final Path path;
    private final boolean ignoreParseErrors;
    private final RecordRows rows;
    private final RecordedColumns columns;
    private final RecordedFile file;
    private long given;

    /**
     * @param given how many rows were read before and are passed over
     */
    RecordedRows(FormatSettings settings, RowType row, Path path, long given) throws IOException {
        this.path = path;
        ignoreParseErrors = settings.ignoreParseErrors();
        rows = new RecordRows(settings.type(), row, RecordedColumns::isOne);
        columns = new RecordedColumns(settings.type(), row);
        file = RecordedFile.open(path);
        while (this.given < given && next().isPresent()) {
            this.given++;
        }
    }

    /**
     * @throws ValidationException one line, where a table cannot have such columns
     */
    static void check(RecordType type, RowType row) {
        new RecordRows(type, row, RecordedColumns::isOne);
        new RecordedColumns(type, row);
    }

    @Override
    public BulkFormat.RecordIterator<RowData> readBatch() throws IOException {
        RowData[] batch = new RowData[BATCH];
        int count = 0;
        while (count < BATCH) {
            Optional<RowData> row = next();
            if (row.isEmpty()) {
                break;
            }
            batch[count++] = row.get();
        }
        if (count == 0) {
            return null;
        }
        ArrayResultIterator<RowData> read = new ArrayResultIterator<>();
        read.set(batch, count, CheckpointedPosition.NO_OFFSET, given);
        given += count;
        return read;
    }

    /** Empty at the end of the file. */
    private Optional<RowData> next() throws IOException {
        while (file.hasNext()) {
            RecordedRecord record = file.next();
            Optional<GenericRowData> row = row(record);
            if (row.isPresent()) {
                columns.fill(row.get(), record);
                return Optional.of(row.get());
            }
        }
        return Optional.empty();
    }

    /** A tombstone is recorded as a value of no bytes. */
    private Optional<GenericRowData> row(RecordedRecord record) throws IOException {
        try {
            byte[] value = bytes(record.getValue());
            return value.length == 0 ? Optional.empty() : rows.read(value);
        } catch (WireException e) {
            if (ignoreParseErrors) {
                return Optional.empty();
            }
            throw new IOException(
                    "%s, offset %d of partition %d: %s"
                            .formatted(
                                    path,
                                    record.getOffset(),
                                    record.getPartition(),
                                    FormatSettings.unreadable(e)));
        }
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
