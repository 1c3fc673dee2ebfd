package io.ftte.devices.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * An array in the IDX format of MNIST: two zero bytes, element type, number of dimensions, sizes
 * and elements, all big-endian; plain or gzipped.
 *
 * @param items size of the first dimension
 * @param width product of the others, 1 without any
 * @param values row by row, {@code items * width} of them
 */
public record IdxArray(int items, int width, float[] values) {

    private static final int UNSIGNED_BYTE = 0x08;
    private static final int SHORT = 0x0B;
    private static final int FLOAT = 0x0D;

    /** The file of that name in a directory, or the same with {@code .gz}; empty without either. */
    public static Optional<Path> find(Path directory, String name) {
        Path plain = directory.resolve(name);
        Path zipped = directory.resolve(name + ".gz");
        return Files.isRegularFile(plain)
                ? Optional.of(plain)
                : Optional.of(zipped).filter(Files::isRegularFile);
    }

    /**
     * @throws IOException one line that names the file, if it cannot be read or is no whole IDX
     *     array of finite numbers
     */
    public static IdxArray read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = open(file)) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
        try {
            return parse(ByteBuffer.wrap(bytes));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no whole IDX file: " + e.getMessage(), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static IdxArray parse(ByteBuffer in) {
        require(in.remaining() >= 4 && in.getShort() == 0, "it does not begin with two zero bytes");
        int type = in.get();
        int dimensions = in.get();
        require(dimensions >= 1 && in.remaining() >= 4 * dimensions, "its sizes are cut off");
        long items = in.getInt();
        long width = 1;
        for (int d = 1; d < dimensions; d++) {
            width = Math.multiplyExact(width, in.getInt());
            require(width >= 1 && width <= Integer.MAX_VALUE, "its sizes are out of range");
        }
        int bytes = elementBytes(type);
        require(items >= 0, "its sizes are out of range");
        require(
                items * width == in.remaining() / bytes && in.remaining() % bytes == 0,
                "its sizes make %d elements of %d bytes, the file has %d bytes of them"
                        .formatted(items * width, bytes, in.remaining()));
        float[] values = new float[(int) (items * width)];
        for (int i = 0; i < values.length; i++) {
            values[i] = element(in, type);
            require(Float.isFinite(values[i]), "element " + i + " is " + values[i]);
        }
        return new IdxArray((int) items, (int) width, values);
    }

    private static int elementBytes(int type) {
        return switch (type) {
            case UNSIGNED_BYTE -> 1;
            case SHORT -> Short.BYTES;
            case FLOAT -> Float.BYTES;
            default ->
                    throw new IllegalArgumentException(
                            "its element type is 0x%02X; 0x08, 0x0B and 0x0D can be read"
                                    .formatted(type));
        };
    }

    private static float element(ByteBuffer in, int type) {
        return switch (type) {
            case UNSIGNED_BYTE -> Byte.toUnsignedInt(in.get());
            case SHORT -> in.getShort();
            default -> in.getFloat();
        };
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
