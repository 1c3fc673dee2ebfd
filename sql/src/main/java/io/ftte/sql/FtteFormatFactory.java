package io.ftte.sql;

import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.ProjectableDecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** {@code 'format' = 'ftte'} of a topic. */
public final class FtteFormatFactory implements DeserializationFormatFactory {

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
    public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
            DynamicTableFactory.Context table, ReadableConfig options) {
        return new TopicFormat(FormatSettings.of(table, options));
    }

    private record TopicFormat(FormatSettings settings)
            implements ProjectableDecodingFormat<DeserializationSchema<RowData>> {

        @Override
        public DeserializationSchema<RowData> createRuntimeDecoder(
                DynamicTableSource.Context context, DataType columns, int[][] chosen) {
            // Of all columns, so that a query fails for one that it does not use, too.
            new RecordRows(settings.type(), (RowType) columns.getLogicalType(), name -> false);
            DataType produced = Projection.of(chosen).project(columns);
            return new RecordDeserializer(
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
