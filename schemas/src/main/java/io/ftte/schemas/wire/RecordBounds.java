package io.ftte.schemas.wire;

import org.apache.avro.Schema;

/**
 * Walks a binary record along its writer's schema without building anything.
 *
 * <p>Avro's own decoder allocates what a length announces before it looks whether the bytes are
 * there, and its limits are global to the process. After this walk every length is known to lie
 * within the record, so decoding allocates in proportion to the record's size.
 */
final class RecordBounds {

    private RecordBounds() {}

    /** Moves past one value of the schema; {@code path} names it in the error. */
    static void check(Schema schema, Cursor in, String path) throws WireException {
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> in.skip(1, path);
            case INT -> in.readInt(path);
            case LONG -> in.readLong(path);
            case FLOAT -> in.skip(Float.BYTES, path);
            case DOUBLE -> in.skip(Double.BYTES, path);
            case STRING -> in.skipString(0, Integer.MAX_VALUE, path);
            case BYTES -> in.skip(in.readLength(path), path);
            case FIXED -> in.skip(schema.getFixedSize(), path);
            case ENUM -> in.readIndex(schema.getEnumSymbols().size(), path);
            case UNION -> {
                int branch = in.readIndex(schema.getTypes().size(), path);
                check(schema.getTypes().get(branch), in, path);
            }
            case ARRAY -> checkBlocks(schema, schema.getElementType(), in, path);
            case MAP -> checkBlocks(schema, schema.getValueType(), in, path);
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    check(field.schema(), in, field.name());
                }
            }
        }
    }

    private static void checkBlocks(Schema schema, Schema item, Cursor in, String path)
            throws WireException {
        long count = readCount(in, path);
        while (count != 0) {
            for (long i = 0; i < count; i++) {
                if (schema.getType() == Schema.Type.MAP) {
                    in.skipString(0, Integer.MAX_VALUE, path);
                }
                check(item, in, path);
            }
            count = readCount(in, path);
        }
    }

    /** Items of the next block. Each takes at least one byte, so more than remain cannot be. */
    private static long readCount(Cursor in, String path) throws WireException {
        long count = in.readLong(path);
        if (count < 0) {
            in.readLong(path);
            count = -count;
        }
        if (count < 0 || count > in.remaining()) {
            throw new WireException(
                    path + " announces " + count + " items in " + in.remaining() + " bytes");
        }
        return count;
    }
}
