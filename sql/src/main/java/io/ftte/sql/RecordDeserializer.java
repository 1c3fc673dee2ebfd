package io.ftte.sql;

import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * Rows of the values of a topic. {@code null}, which Flink takes for no row, is what becomes of
 * tombstones and of records of other types.
 */
final class RecordDeserializer implements DeserializationSchema<RowData> {
    private static final long serialVersionUID = 1L;

    private final FormatSettings settings;
    private final RowType row;
    private final TypeInformation<RowData> produced;
    private transient RecordRows rows;

    RecordDeserializer(FormatSettings settings, RowType row, TypeInformation<RowData> produced) {
        this.settings = settings;
        this.row = row;
        this.produced = produced;
    }

    @Override
    public void open(InitializationContext context) {
        rows = new RecordRows(settings.type(), row, name -> false);
    }

    @Override
    public RowData deserialize(byte[] value) throws IOException {
        if (value == null) {
            return null;
        }
        try {
            return rows.read(value).orElse(null);
        } catch (WireException e) {
            if (settings.ignoreParseErrors()) {
                return null;
            }
            throw new IOException(FormatSettings.unreadable(e));
        }
    }

    @Override
    public boolean isEndOfStream(RowData next) {
        return false;
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return produced;
    }
}
