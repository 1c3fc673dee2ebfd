package io.ftte.sql;

import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Fields of a record that is decoded whole, by whichever release it was written. */
final class DecodedFields implements RecordFields {
    private final Class<? extends SpecificRecord> type;
    private final int[] positions;

    DecodedFields(Class<? extends SpecificRecord> type, Schema schema, List<String> names) {
        this.type = type;
        positions = names.stream().mapToInt(name -> schema.getField(name).pos()).toArray();
    }

    @Override
    public Optional<Object[]> read(byte[] value) throws WireException {
        SpecificRecord record = RecordCodec.decode(value);
        if (!type.isInstance(record)) {
            return Optional.empty();
        }
        Object[] fields = new Object[positions.length];
        for (int i = 0; i < positions.length; i++) {
            fields[i] = record.get(positions[i]);
        }
        return Optional.of(fields);
    }
}
