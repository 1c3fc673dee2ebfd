package io.ftte.jobs.replay;

import io.ftte.operators.stream.OutputRecord;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes the values of records into a local directory, one file a subtask, each value behind its
 * length. For replays, which run on one machine and do not restart.
 *
 * @param directory absolute path of an existing directory
 */
public record LocalFileSink(String directory) implements Sink<OutputRecord> {

    @Override
    public SinkWriter<OutputRecord> createWriter(WriterInitContext context) throws IOException {
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        return new Writer(Path.of(directory, String.valueOf(subtask)));
    }

    /** All values in the directory, in no particular order. */
    public static List<byte[]> read(Path directory) throws IOException {
        List<byte[]> values = new ArrayList<>();
        try (Stream<Path> listed = Files.list(directory)) {
            for (Path file : listed.sorted().toList()) {
                readFile(file, values);
            }
        }
        return values;
    }

    private static void readFile(Path file, List<byte[]> values) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                values.add(in.readNBytes(in.readInt()));
            }
        } catch (EOFException e) {
            // The end of the file is the end of the loop.
        }
    }

    private static final class Writer implements SinkWriter<OutputRecord> {
        private final DataOutputStream out;

        Writer(Path file) throws IOException {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        }

        @Override
        public void write(OutputRecord record, Context context) throws IOException {
            out.writeInt(record.value().length);
            out.write(record.value());
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
