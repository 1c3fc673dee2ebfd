package io.ftte.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;

/** The completed checkpoints of a job, as they lie on disk. */
record CheckpointFiles(Path directory) {
    private static final String PREFIX = "chk-";

    static CheckpointFiles of(Path checkpointDir, JobID job) {
        return new CheckpointFiles(checkpointDir.resolve(job.toString()));
    }

    /** The directory of the newest one. */
    Optional<Path> newest() throws IOException {
        if (!Files.exists(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .filter(path -> Files.exists(path.resolve("_metadata")))
                    .max(Comparator.comparingLong(CheckpointFiles::number));
        }
    }

    /** Number of the newest one, 0 while there is none. */
    long newestNumber() throws IOException {
        return newest().map(CheckpointFiles::number).orElse(0L);
    }

    /** Bytes of all files of the newest one. */
    long newestBytes() throws IOException {
        try (Stream<Path> files = Files.list(newest().orElseThrow())) {
            return files.mapToLong(CheckpointFiles::size).sum();
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
