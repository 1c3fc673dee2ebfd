package io.ftte.schemas.wire;

import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.Tick;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Makes records that somebody with bad intentions, or a bad radio link, could send. */
final class HostileRecords {

    private static final byte[] UPDATE =
            Header.of(Header.fingerprint(DeviceUpdate.getClassSchema()));
    private static final byte[] BEHIND_THE_SIGNATURE = behindTheSignature();
    private static final byte[] TICK = RecordCodec.encode(new Tick(1000L));
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        2,
        3,
        255,
        256,
        257,
        Byte.MIN_VALUE,
        Short.MAX_VALUE,
        1 << 20,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        1L << 32,
        -(1L << 32),
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final Random random;

    HostileRecords(long seed) {
        random = new Random(seed);
    }

    byte[] randomBytes() {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    byte[] truncated() {
        byte[] bytes = valid();
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    byte[] flippedBits() {
        byte[] bytes = valid();
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    /** Valid magic, fingerprint and lengths; at least one field has a hostile value. */
    byte[] hostileValues() {
        int one = 1 << random.nextInt(9);
        return build(random.nextBoolean() ? one : one | random.nextInt(1 << 9), 0);
    }

    /** Valid magic and fingerprint; a length lies. */
    byte[] hostileLengths() {
        return build(random.nextInt(1 << 9), 1 + random.nextInt(15));
    }

    private byte[] valid() {
        return random.nextInt(20) == 0 ? TICK.clone() : build(0, 0);
    }

    /** Each bit of {@code values} spoils one field's value, each of {@code lengths} a length. */
    private byte[] build(int values, int lengths) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(UPDATE);
        sized(out, id(bit(values, 0)), bit(lengths, 0));
        sized(out, id(bit(values, 1)), bit(lengths, 1));
        varint(out, bit(values, 2) ? extreme() : random.nextInt(1000));
        varint(out, bit(values, 3) ? extreme() : random.nextInt(1000));
        varint(out, bit(values, 4) ? extreme() : random.nextInt(5));
        varint(out, bit(values, 5) ? extreme() : 1 + random.nextInt(100));
        int count = random.nextInt(50) == 0 ? 20_000 : 1 + random.nextInt(400);
        int from = random.nextInt(3) * 100;
        TensorEncoding encoding = TensorEncoding.values()[random.nextInt(3)];
        varint(out, bit(values, 6) ? extreme() : from + count);
        varint(out, bit(values, 7) ? extreme() : from);
        varint(out, bit(values, 8) ? extreme() : encoding.ordinal());
        byte[] delta = Tensors.encode(encoding, new float[count], 0, count);
        int odd = values != 0 && random.nextInt(4) == 0 ? random.nextInt(5) : 0;
        random.nextBytes(delta);
        sized(
                out,
                Arrays.copyOf(delta, delta.length - Math.min(odd, delta.length)),
                bit(lengths, 2));
        boolean signed = bit(lengths, 3) || random.nextBoolean();
        varint(out, signed ? 1 : 0);
        if (signed) {
            sized(out, new byte[UpdateReader.SIGNATURE_BYTES], bit(lengths, 3));
        }
        out.writeBytes(BEHIND_THE_SIGNATURE);
        return out.toByteArray();
    }

    /** Fields that a later release has added, at their defaults. */
    private static byte[] behindTheSignature() {
        List<Schema.Field> fields = DeviceUpdate.getClassSchema().getFields();
        int signature = DeviceUpdate.getClassSchema().getField("signature").pos();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            for (Schema.Field field : fields.subList(signature + 1, fields.size())) {
                new GenericDatumWriter<>(field.schema())
                        .write(GenericData.get().getDefaultValue(field), encoder);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private byte[] id(boolean hostile) {
        byte[] id = new byte[hostile ? random.nextInt(600) : 1 + random.nextInt(256)];
        if (hostile) {
            random.nextBytes(id);
        } else {
            Arrays.fill(id, (byte) ('a' + random.nextInt(26)));
        }
        return id;
    }

    private void sized(ByteArrayOutputStream out, byte[] bytes, boolean hostile) {
        varint(out, hostile ? extreme() : bytes.length);
        out.writeBytes(bytes);
    }

    private long extreme() {
        return random.nextInt(4) == 0
                ? random.nextLong()
                : EXTREMES[random.nextInt(EXTREMES.length)];
    }

    private void varint(ByteArrayOutputStream out, long value) {
        long raw = value << 1 ^ value >> 63;
        while ((raw & ~0x7F) != 0) {
            out.write((int) (raw & 0x7F | 0x80));
            raw >>>= 7;
        }
        out.write((int) raw);
    }

    private static boolean bit(int bits, int index) {
        return (bits >> index & 1) != 0;
    }
}
