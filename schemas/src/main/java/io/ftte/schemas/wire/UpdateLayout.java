package io.ftte.schemas.wire;

import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * How {@link UpdateReader} reads the updates of one writer's schema: the fields up to the delta are
 * the same in every release, those behind it are told by their names.
 */
final class UpdateLayout {

    private static final String LAST_OF_HEAD = "delta";
    private static final List<String> ENCODINGS =
            Stream.of(TensorEncoding.values()).map(Enum::name).toList();

    private final long fingerprint;
    private final Schema.Field[] tail;

    /**
     * @throws IllegalArgumentException where the fields up to the delta are not today's, so that
     *     the reader needs code for them
     */
    UpdateLayout(Schema writer) {
        List<Schema.Field> today = DeviceUpdate.getClassSchema().getFields();
        int head = DeviceUpdate.getClassSchema().getField(LAST_OF_HEAD).pos() + 1;
        List<Schema.Field> fields = writer.getFields();
        for (int i = 0; i < head; i++) {
            if (fields.size() <= i || !isEqual(today.get(i), fields.get(i))) {
                throw new IllegalArgumentException(
                        "field %d of DeviceUpdate was not %s: UpdateReader cannot read it"
                                .formatted(i, today.get(i).name()));
            }
        }
        fingerprint = Header.fingerprint(writer);
        tail = fields.subList(head, fields.size()).toArray(new Schema.Field[0]);
    }

    private static boolean isEqual(Schema.Field today, Schema.Field field) {
        return today.name().equals(field.name())
                && today.schema().getType() == field.schema().getType()
                && (field.schema().getType() != Schema.Type.ENUM
                        || isPrefix(field.schema().getEnumSymbols()));
    }

    /** Encodings are told by their place, so new ones come last. */
    private static boolean isPrefix(List<String> symbols) {
        return symbols.size() <= ENCODINGS.size()
                && symbols.equals(ENCODINGS.subList(0, symbols.size()));
    }

    long fingerprint() {
        return fingerprint;
    }

    /** The fields behind the delta, in order; shared, not to be changed. */
    Schema.Field[] tail() {
        return tail;
    }
}
