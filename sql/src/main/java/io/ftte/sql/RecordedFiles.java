package io.ftte.sql;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** Rows of recorded files, each of which one reader reads whole. */
final class RecordedFiles implements BulkFormat<RowData, FileSourceSplit> {
    private static final long serialVersionUID = 1L;

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
        return new RecordedRows(settings, row, split.path(), 0);
    }

    @Override
    public Reader<RowData> restoreReader(Configuration configuration, FileSourceSplit split)
            throws IOException {
        return new RecordedRows(
                settings,
                row,
                split.path(),
                split.getReaderPosition().orElseThrow().getRecordsAfterOffset());
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
