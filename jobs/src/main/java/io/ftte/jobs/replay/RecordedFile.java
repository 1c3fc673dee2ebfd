package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/**
 * One file of a recording, record by record. A file that turns out to be damaged throws {@link
 * UncheckedIOException}, whose cause says so in one line.
 */
abstract class RecordedFile implements Iterator<RawRecord>, Closeable {
    /** What an Avro container begins with. */
    static final byte[] AVRO = {'O', 'b', 'j', 1};

    /** An Avro container by its name or its first bytes, anything else as text. */
    static RecordedFile open(Path path) throws IOException {
        return isNamedAvro(path) || isAvro(path)
                ? new RecordedContainer(path)
                : new RecordedLines(path);
    }

    static boolean isNamedAvro(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".avro");
    }

    private static boolean isAvro(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(AVRO.length), AVRO);
        }
    }
}
