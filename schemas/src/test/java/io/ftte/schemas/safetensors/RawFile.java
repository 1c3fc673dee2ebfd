package io.ftte.schemas.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files put together by hand, right or wrong. */
final class RawFile {

    private RawFile() {}

    static Path write(Path file, String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return write(file, text.length, text, data);
    }

    static Path write(Path file, long announced, byte[] header, byte[] data) throws IOException {
        return Files.write(
                file,
                ByteBuffer.allocate(Long.BYTES + header.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(announced)
                        .put(header)
                        .put(data)
                        .array());
    }

    static String entry(String name, String dtype, String shape, long from, long to) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, dtype, shape, from, to);
    }
}
