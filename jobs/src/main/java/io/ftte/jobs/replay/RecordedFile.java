package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** One file of a recording, record by record. */
interface RecordedFile extends Closeable {
    /** What an Avro container begins with. */
    byte[] AVRO = {'O', 'b', 'j', 1};

    /** An Avro container by its name or its first bytes, anything else as text. */
    static RecordedFile open(Path path) throws IOException {
        return isContainer(path) ? new RecordedContainer(path) : new RecordedLines(path);
    }

    static boolean isContainer(Path path) throws IOException {
        return isNamedAvro(path) || isAvro(path);
    }

    static boolean isNamedAvro(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".avro");
    }

    private static boolean isAvro(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(AVRO.length), AVRO);
        }
    }

    /**
     * The next record, or nothing at the end.
     *
     * @throws IOException one line that names file and position, where the file is damaged
     */
    Optional<RawRecord> read() throws IOException;

    /** Goes on behind a damage, or to the end where there is no way on. */
    void skip() throws IOException;

    /** Bytes of the file that have been passed. */
    long position();
}
