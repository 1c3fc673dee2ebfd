package io.ftte.sql;

import java.io.IOException;
import java.io.InputStream;
import org.apache.avro.file.SeekableInput;
import org.apache.flink.core.fs.FSDataInputStream;

/** A file of one of Flink's file systems as Avro reads it. */
final class FileSystemInput implements SeekableInput {
    private final FSDataInputStream stream;
    private final long length;

    FileSystemInput(FSDataInputStream stream, long length) {
        this.stream = stream;
        this.length = length;
    }

    /** The bytes from where the last {@link #seek} or read ended. */
    InputStream stream() {
        return stream;
    }

    @Override
    public void seek(long position) throws IOException {
        stream.seek(position);
    }

    @Override
    public long tell() throws IOException {
        return stream.getPos();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        return stream.read(bytes, offset, count);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
