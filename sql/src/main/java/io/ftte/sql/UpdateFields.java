package io.ftte.sql;

import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Fields of an update without its numbers, which stay where they lie in the record unless {@code
 * delta} is chosen. An update is read as strictly as the job reads it.
 */
final class UpdateFields implements RecordFields {

    /** Length of the delta in bytes, which no field of the record says. */
    private static final String DELTA_LENGTH = "deltaLength";

    /** Fields that a table has and the record has not. */
    static final Map<String, Schema> DERIVED = Map.of(DELTA_LENGTH, Schema.create(Schema.Type.INT));

    private final UpdateReader reader = new UpdateReader();
    private final Getter[] getters;

    private interface Getter {
        Object get(byte[] value);
    }

    UpdateFields(List<String> names) {
        getters = names.stream().map(this::getter).toArray(Getter[]::new);
    }

    private Getter getter(String name) {
        return switch (name) {
            case "modelId" -> value -> reader.modelId();
            case "deviceId" -> value -> reader.deviceId();
            case "sequence" -> value -> reader.sequence();
            case "baseVersion" -> value -> reader.baseVersion();
            case "planId" -> value -> reader.planId();
            case "examples" -> value -> reader.examples();
            case "totalLength" -> value -> reader.totalLength();
            case "from" -> value -> reader.from();
            case "encoding" -> value -> reader.encoding();
            case "delta" ->
                    value -> ByteBuffer.wrap(value, reader.deltaOffset(), reader.deltaLength());
            case DELTA_LENGTH -> value -> reader.deltaLength();
            case "signature" -> this::signature;
            default -> throw new IllegalArgumentException("DeviceUpdate has a new field: " + name);
        };
    }

    private ByteBuffer signature(byte[] value) {
        return reader.isSigned()
                ? ByteBuffer.wrap(value, reader.signatureOffset(), UpdateReader.SIGNATURE_BYTES)
                : null;
    }

    @Override
    public Optional<Object[]> read(byte[] value) throws WireException {
        try {
            if (reader.read(value) != UpdateReader.Kind.UPDATE) {
                return Optional.empty();
            }
        } catch (WireException e) {
            if (isOtherRecord(value)) {
                return Optional.empty();
            }
            throw e;
        }
        Object[] fields = new Object[getters.length];
        for (int i = 0; i < getters.length; i++) {
            fields[i] = getters[i].get(value);
        }
        return Optional.of(fields);
    }

    private static boolean isOtherRecord(byte[] value) {
        try {
            return !(RecordCodec.decode(value) instanceof DeviceUpdate);
        } catch (WireException e) {
            return false;
        }
    }
}
