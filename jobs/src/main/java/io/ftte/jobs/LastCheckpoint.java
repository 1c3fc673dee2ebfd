package io.ftte.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The newest complete checkpoint that Flink left in a directory: {@code <directory>/<id of a
 * run>/chk-<number>/_metadata}, whose last file is written when the checkpoint is complete.
 *
 * @param path what Flink restores from, a URI
 * @param writtenMs when it was complete, ms since the epoch by the file system's clock
 */
public record LastCheckpoint(String path, long writtenMs) {
    private static final String METADATA = "_metadata";
    private static final String CHECKPOINT = "chk-";

    /**
     * Looks through all runs that wrote to the directory.
     *
     * @param directory a URI of any file system that Flink knows; it need not exist
     * @throws IOException if it cannot be read
     */
    public static Optional<LastCheckpoint> in(String directory) throws IOException {
        Path root = new Path(directory);
        FileSystem files = root.getFileSystem();
        List<LastCheckpoint> found = new ArrayList<>();
        for (FileStatus run : list(files, root)) {
            for (FileStatus checkpoint : list(files, run.getPath())) {
                if (!checkpoint.getPath().getName().startsWith(CHECKPOINT)) {
                    continue;
                }
                for (FileStatus file : list(files, checkpoint.getPath())) {
                    if (file.getPath().getName().equals(METADATA) && file.getLen() > 0) {
                        found.add(
                                new LastCheckpoint(
                                        checkpoint.getPath().toString(),
                                        file.getModificationTime()));
                    }
                }
            }
        }
        return found.stream().max(Comparator.comparingLong(LastCheckpoint::writtenMs));
    }

    /** Nothing of what is no directory, or is gone. */
    private static FileStatus[] list(FileSystem files, Path directory) throws IOException {
        try {
            FileStatus[] entries = files.listStatus(directory);
            return entries == null ? new FileStatus[0] : entries;
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }
}
