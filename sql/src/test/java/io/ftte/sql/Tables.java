package io.ftte.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

/** Tables as a connector hands them to a format. */
final class Tables {
    private Tables() {}

    /** One with these options, which begin with {@code ftte.}. */
    static DynamicTableFactory.Context table(Map<String, String> options) {
        return new FactoryUtil.DefaultDynamicTableContext(
                ObjectIdentifier.of("catalog", "database", "t"),
                new ResolvedCatalogTable(
                        CatalogTable.newBuilder()
                                .schema(Schema.newBuilder().build())
                                .options(options)
                                .build(),
                        ResolvedSchema.of(List.<Column>of())),
                Map.of(),
                new Configuration(),
                Tables.class.getClassLoader(),
                false);
    }

    /** What the connector passes of them, without the format's name. */
    static Configuration options(Map<String, String> options) {
        Map<String, String> own = new HashMap<>();
        options.forEach((name, value) -> own.put(name.substring("ftte.".length()), value));
        return Configuration.fromMap(own);
    }

    static DataType columns(DataTypes.Field... columns) {
        return DataTypes.ROW(columns);
    }

    /** A query that reads all columns. */
    static int[][] all(DataType columns) {
        int[][] all = new int[columns.getChildren().size()][];
        for (int i = 0; i < all.length; i++) {
            all[i] = new int[] {i};
        }
        return all;
    }
}
