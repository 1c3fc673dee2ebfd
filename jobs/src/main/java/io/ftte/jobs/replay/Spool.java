package io.ftte.jobs.replay;

import io.ftte.encoding.ModelDigest;
import io.ftte.operators.stream.OutputRecord;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Where the records of a replay wait on the local disk until they are put in order, each behind its
 * length: a file for each subtask and each thing that is told apart. Records that belong to one
 * thing come from one subtask, in order. For replays, which run on one machine and do not restart.
 *
 * @param directory absolute path of an existing directory
 * @param thing what a record belongs to
 */
record Spool(String directory, Thing thing) implements Sink<OutputRecord> {

    /** Tells what a record belongs to, in any words. */
    interface Thing extends Function<OutputRecord, String>, Serializable {}

    @Override
    public SinkWriter<OutputRecord> createWriter(WriterInitContext context) {
        return new Writer(context.getTaskInfo().getIndexOfThisSubtask());
    }

    /** The files in a directory, in no particular order. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> listed = Files.list(directory)) {
            return listed.sorted().toList();
        }
    }

    /** Reads one file. */
    static final class Reader implements Closeable {
        private final DataInputStream in;
        private long position;

        Reader(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        }

        /** The next value, or nothing at the end. */
        Optional<byte[]> read() throws IOException {
            int length;
            try {
                length = in.readInt();
            } catch (EOFException e) {
                return Optional.empty();
            }
            position += Integer.BYTES + length;
            return Optional.of(in.readNBytes(length));
        }

        /** Where the next value's length stands. */
        long position() {
            return position;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Keeps values back until there are enough of them: there may be more things than handles. */
    private final class Writer implements SinkWriter<OutputRecord> {
        private static final int ENOUGH = 8 << 20;

        private final int subtask;
        private final Map<String, List<byte[]>> waiting = new HashMap<>();
        private long bytes;

        Writer(int subtask) {
            this.subtask = subtask;
        }

        @Override
        public void write(OutputRecord record, Context context) throws IOException {
            waiting.computeIfAbsent(thing.apply(record), t -> new ArrayList<>())
                    .add(record.value());
            bytes += record.value().length;
            if (bytes >= ENOUGH) {
                flush(false);
            }
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
            for (Map.Entry<String, List<byte[]>> values : waiting.entrySet()) {
                Path file = Path.of(directory, name(values.getKey()) + "-" + subtask);
                try (OutputStream appended =
                                Files.newOutputStream(
                                        file,
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.APPEND);
                        DataOutputStream out =
                                new DataOutputStream(new BufferedOutputStream(appended))) {
                    for (byte[] value : values.getValue()) {
                        out.writeInt(value.length);
                        out.write(value);
                    }
                }
            }
            waiting.clear();
            bytes = 0;
        }

        @Override
        public void close() {}
    }

    /** Short enough for any file system, whatever the words. */
    private static String name(String thing) {
        try {
            return ModelDigest.hex(
                    MessageDigest.getInstance("SHA-256")
                            .digest(thing.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
