package io.ftte.schemas.safetensors;

import static io.ftte.schemas.safetensors.SafetensorsTensor.shown;

import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@code .safetensors} file. Opening reads and checks the header; a tensor's numbers are read
 * when asked for, so that a file needs no more memory than its header and what is wanted of it.
 *
 * <p>What is refused is what the reference implementation refuses: a header beyond 100 MB or the
 * file's end, a name that stands twice, bytes that overlap, leave a gap or do not make up the whole
 * file, and a shape that has other bytes. Not thread-safe.
 */
public final class SafetensorsFile implements AutoCloseable {

    static final long MAX_HEADER_BYTES = 100_000_000;

    /** Numbers that are converted at a time. */
    private static final int BLOCK = 16_384;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataOffset;

    private SafetensorsFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        byte[] text = headerText();
        this.dataOffset = Long.BYTES + (long) text.length;
        this.header = HeaderParser.parse(text);
        long found = channel.size() - dataOffset;
        if (found != header.dataBytes()) {
            throw new IllegalArgumentException(
                    "its header describes %d bytes of data, but %d follow"
                            .formatted(header.dataBytes(), found));
        }
    }

    /**
     * Opens a file for reading.
     *
     * @throws IOException where it cannot be read
     * @throws IllegalArgumentException one line with the file's name and what is wrong in it
     */
    public static SafetensorsFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new SafetensorsFile(file, channel);
        } catch (IllegalArgumentException e) {
            channel.close();
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The tensors in the order in which their data lie in the file. */
    List<SafetensorsTensor> tensors() {
        return header.tensors();
    }

    /** Texts that whoever wrote the file added, in their order. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /**
     * Reads a tensor of this file, row-major, as float32.
     *
     * @param out takes the elements from index {@code offset} on
     * @throws IOException where the file cannot be read
     */
    void read(SafetensorsTensor tensor, float[] out, int offset) throws IOException {
        int width = tensor.dtype().bytes();
        ByteBuffer block = ByteBuffer.allocate(BLOCK * width);
        long position = dataOffset + tensor.from();
        int index = offset;
        for (long left = tensor.elements(); left > 0; ) {
            int count = (int) Math.min(BLOCK, left);
            fill(block.clear().limit(count * width), position);
            tensor.dtype().toFloats(block.array(), count, out, index);
            position += (long) count * width;
            index += count;
            left -= count;
        }
    }

    /**
     * Writes a file of F32 tensors, or replaces it once the new one is complete.
     *
     * @param tensors names and shapes, in the order of the flat vector, no name twice
     * @param parameters the flat vector
     * @throws IOException where the file cannot be written
     * @throws IllegalArgumentException where the tensors are not those of the vector
     */
    public static void write(
            Path file, List<Tensor> tensors, float[] parameters, Map<String, String> metadata)
            throws IOException {
        byte[] text = header(tensors, parameters.length, metadata).toBytes();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                out.write(
                        ByteBuffer.allocate(Long.BYTES)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(text.length)
                                .array());
                out.write(text);
                for (int from = 0; from < parameters.length; from += BLOCK) {
                    int count = Math.min(BLOCK, parameters.length - from);
                    out.write(Tensors.encode(TensorEncoding.F32, parameters, from, count));
                }
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static SafetensorsHeader header(
            List<Tensor> tensors, int parameters, Map<String, String> metadata) {
        List<SafetensorsTensor> entries = new ArrayList<>();
        long end = 0;
        for (Tensor tensor : tensors) {
            if (tensor.getName().equals(SafetensorsHeader.METADATA)) {
                throw new IllegalArgumentException(
                        "no tensor of the file can be named " + shown(tensor.getName()));
            }
            long from = end;
            end += tensor.getShape().stream().mapToLong(size -> size).reduce(4, (a, b) -> a * b);
            entries.add(
                    new SafetensorsTensor(
                            tensor.getName(), Dtype.F32, tensor.getShape(), from, end));
        }
        if (end != (long) Float.BYTES * parameters) {
            throw new IllegalArgumentException(
                    "the tensors have %d elements, the vector %d"
                            .formatted(end / Float.BYTES, parameters));
        }
        return new SafetensorsHeader(entries, metadata);
    }

    private byte[] headerText() throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw new IllegalArgumentException("it has no header; it has " + size + " bytes");
        }
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(prefix, 0);
        long length = prefix.getLong(0);
        if (length < 0 || length > Math.min(MAX_HEADER_BYTES, size - Long.BYTES)) {
            throw new IllegalArgumentException(
                    "it announces a header of %s bytes; it has %d and %d are the most"
                            .formatted(Long.toUnsignedString(length), size, MAX_HEADER_BYTES));
        }
        byte[] text = new byte[(int) length];
        fill(ByteBuffer.wrap(text), Long.BYTES);
        return text;
    }

    private void fill(ByteBuffer buffer, long position) throws IOException {
        int start = buffer.position();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position() - start) < 0) {
                throw new EOFException(file + " has become shorter while it was read");
            }
        }
    }
}
