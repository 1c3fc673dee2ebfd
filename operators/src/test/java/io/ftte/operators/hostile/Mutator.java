package io.ftte.operators.hostile;

import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Makes records that somebody with bad intentions, or a bad radio link, could send, from good ones:
 * half are bytes that were damaged, half are sound records with odd values in them, which get
 * further. The same seed gives the same records.
 */
final class Mutator {
    /** Magic and fingerprint. */
    private static final int HEADER = 10;

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        63,
        64,
        1_023,
        1_025,
        1 << 20,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final double[] REALS = {
        0,
        -0.0,
        1,
        -1,
        1e-45,
        Float.MAX_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "m",
                    "device-1",
                    "adam",
                    "spectral",
                    "\u0000\n",
                    "\ud83d\ude00",
                    "x".repeat(300),
                    "[".repeat(20_000),
                    "{\"input\": [2147483647, 9], \"layers\": []}",
                    "{\"input\": [16], \"layers\": [{\"type\": \"dense\", \"name\": \"hidden\","
                            + " \"units\": 2147483647}]}");

    private final Random random;
    private final List<byte[]> good;

    /**
     * @param good encoded records, at least one
     */
    Mutator(long seed, List<byte[]> good) {
        random = new Random(seed);
        this.good = List.copyOf(good);
    }

    byte[] next() {
        byte[] bytes = any().clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            bytes = random.nextBoolean() ? damaged(bytes) : odd(bytes);
        }
        return bytes;
    }

    private byte[] any() {
        return good.get(random.nextInt(good.size()));
    }

    private byte[] damaged(byte[] bytes) {
        if (bytes.length <= HEADER) {
            return any().clone();
        }
        return switch (random.nextInt(7)) {
            case 0 -> flipped(bytes);
            case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> joined(bytes, random.nextInt(bytes.length), any(), -1);
            case 3 -> joined(any(), HEADER, bytes, HEADER);
            case 4 -> withLength(bytes);
            case 5 -> joined(bytes, bytes.length, any(), 0);
            default -> noise(random.nextInt(300));
        };
    }

    private byte[] flipped(byte[] bytes) {
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    /** The beginning of one and the rest of another, from a place or, where that is −1, any. */
    private byte[] joined(byte[] first, int length, byte[] second, int from) {
        int start = from < 0 ? random.nextInt(second.length) : from;
        byte[] both = Arrays.copyOf(first, length + second.length - start);
        System.arraycopy(second, start, both, length, second.length - start);
        return both;
    }

    /** A number of any size where a length may have been. */
    private byte[] withLength(byte[] bytes) {
        int place = HEADER + random.nextInt(bytes.length - HEADER);
        byte[] number = new byte[10];
        int size = 0;
        long raw = number() << 1;
        while ((raw & ~0x7F) != 0) {
            number[size++] = (byte) (raw & 0x7F | 0x80);
            raw >>>= 7;
        }
        number[size++] = (byte) raw;
        byte[] before = joined(bytes, place, number, 0);
        return joined(Arrays.copyOf(before, place + size), place + size, bytes, place + 1);
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    /** The same with one value changed; as it is, where it is no record. */
    private byte[] odd(byte[] bytes) {
        try {
            SpecificRecord record = RecordCodec.decode(bytes);
            change(record);
            return RecordCodec.encode(record);
        } catch (WireException e) {
            return bytes;
        }
    }

    private void change(IndexedRecord record) {
        List<Schema.Field> fields = record.getSchema().getFields();
        if (!fields.isEmpty()) {
            Schema.Field field = fields.get(random.nextInt(fields.size()));
            record.put(field.pos(), odd(field.schema(), record.get(field.pos())));
        }
    }

    private Object odd(Schema schema, Object value) {
        return switch (schema.getType()) {
            case RECORD -> {
                change((IndexedRecord) value);
                yield value;
            }
            case UNION -> oddOfUnion(schema, value);
            case ARRAY -> oddList(schema.getElementType(), (List<?>) value);
            case MAP -> oddMap(schema.getValueType(), (Map<?, ?>) value);
            case ENUM -> {
                List<String> symbols = schema.getEnumSymbols();
                yield SpecificData.get()
                        .createEnum(symbols.get(random.nextInt(symbols.size())), schema);
            }
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
            case BYTES -> oddBytes((ByteBuffer) value);
            case INT -> (int) number();
            case LONG -> number();
            case FLOAT -> (float) REALS[random.nextInt(REALS.length)];
            case DOUBLE -> REALS[random.nextInt(REALS.length)];
            case BOOLEAN -> !(Boolean) value;
            default -> value;
        };
    }

    private long number() {
        return random.nextInt(4) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private Object oddOfUnion(Schema union, Object value) {
        Schema branch = union.getTypes().get(SpecificData.get().resolveUnion(union, value));
        boolean isNullable =
                union.getTypes().stream().anyMatch(type -> type.getType() == Schema.Type.NULL);
        if (branch.getType() == Schema.Type.NULL) {
            return union.getTypes().stream()
                    .map(Schema::getType)
                    .filter(type -> type == Schema.Type.LONG || type == Schema.Type.STRING)
                    .findFirst()
                    .<Object>map(
                            type -> type == Schema.Type.LONG ? (Object) number() : TEXTS.get(1))
                    .orElse(null);
        }
        return isNullable && random.nextInt(3) == 0 ? null : odd(branch, value);
    }

    private List<Object> oddList(Schema element, List<?> list) {
        List<Object> odd = new ArrayList<>(list);
        if (odd.isEmpty()) {
            return odd;
        }
        int place = random.nextInt(odd.size());
        switch (random.nextInt(4)) {
            case 0 -> odd.remove(place);
            case 1 -> odd.add(odd.get(place));
            case 2 -> odd.clear();
            default -> odd.set(place, odd(element, odd.get(place)));
        }
        return odd;
    }

    private Map<Object, Object> oddMap(Schema element, Map<?, ?> map) {
        Map<Object, Object> odd = new HashMap<>(map);
        for (Object key : map.keySet()) {
            if (random.nextInt(3) == 0) {
                odd.put(TEXTS.get(random.nextInt(TEXTS.size())), odd(element, odd.get(key)));
            }
        }
        return odd;
    }

    private ByteBuffer oddBytes(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        if (copy.length == 0 || random.nextInt(3) == 0) {
            return ByteBuffer.wrap(noise(random.nextInt(100)));
        }
        return ByteBuffer.wrap(
                random.nextBoolean()
                        ? flipped(copy)
                        : Arrays.copyOf(copy, random.nextInt(2 * copy.length)));
    }
}
