package io.ftte.sql;

import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.table.factories.BulkReaderFormatFactory;
import org.apache.flink.connector.file.table.format.BulkDecodingFormat;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.format.ProjectableDecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/**
 * {@code 'format' = 'ftte'} of recorded files. Flink looks for a factory by its interface and then
 * by its name, so the two of this format share one.
 */
public final class FtteFileFormatFactory implements BulkReaderFormatFactory {

    @Override
    public String factoryIdentifier() {
        return FormatSettings.IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return FormatSettings.required();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return FormatSettings.optional();
    }

    @Override
    public BulkDecodingFormat<RowData> createDecodingFormat(
            DynamicTableFactory.Context table, ReadableConfig options) {
        return new FileFormat(FormatSettings.of(table, options));
    }

    private record FileFormat(FormatSettings settings)
            implements BulkDecodingFormat<RowData>,
                    ProjectableDecodingFormat<BulkFormat<RowData, FileSourceSplit>> {

        @Override
        public BulkFormat<RowData, FileSourceSplit> createRuntimeDecoder(
                DynamicTableSource.Context context, DataType columns, int[][] chosen) {
            // Of all columns, so that a query fails for one that it does not use, too.
            RecordedRows.check(settings.type(), (RowType) columns.getLogicalType());
            DataType produced = Projection.of(chosen).project(columns);
            return new RecordedFiles(
                    settings,
                    (RowType) produced.getLogicalType(),
                    context.createTypeInformation(produced));
        }

        @Override
        public ChangelogMode getChangelogMode() {
            return ChangelogMode.insertOnly();
        }
    }
}
