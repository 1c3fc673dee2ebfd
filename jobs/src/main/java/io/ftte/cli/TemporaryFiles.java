package io.ftte.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Deletes what a run wrote to the temporary directory. */
final class TemporaryFiles {
    private TemporaryFiles() {}

    /** Deletes a directory with all that is in it; one that is not there is fine. */
    static void delete(Path directory) {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> childrenFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : childrenFirst) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Already gone, which is what was wanted.
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + directory, e);
        }
    }
}
