package io.ftte.sql;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * Rows of recorded files, each of which one reader reads whole. A file that {@code record} has not
 * completed yet has none: what is in it will be in another.
 */
final class RecordedFiles implements BulkFormat<RowData, FileSourceSplit> {
    private static final long serialVersionUID = 1L;
    private static final String INCOMPLETE = ".part";

    private final FormatSettings settings;
    private final RowType row;
    private final TypeInformation<RowData> produced;

    RecordedFiles(FormatSettings settings, RowType row, TypeInformation<RowData> produced) {
        this.settings = settings;
        this.row = row;
        this.produced = produced;
    }

    @Override
    public Reader<RowData> createReader(Configuration configuration, FileSourceSplit split)
            throws IOException {
        return reader(split, 0);
    }

    @Override
    public Reader<RowData> restoreReader(Configuration configuration, FileSourceSplit split)
            throws IOException {
        return reader(split, split.getReaderPosition().orElseThrow().getRecordsAfterOffset());
    }

    private Reader<RowData> reader(FileSourceSplit split, long given) throws IOException {
        return split.path().getName().endsWith(INCOMPLETE)
                ? new NoRows()
                : new RecordedRows(settings, row, split.path(), given);
    }

    private static final class NoRows implements Reader<RowData> {
        @Override
        public RecordIterator<RowData> readBatch() {
            return null;
        }

        @Override
        public void close() {}
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return produced;
    }
}
