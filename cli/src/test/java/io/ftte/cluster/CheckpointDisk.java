package io.ftte.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A small file system in memory that can be filled to the last byte. */
final class CheckpointDisk {
    private static final String OPTIONS = "size=96m";
    private static final long PATIENCE_SECONDS = 20;
    private static final int BLOCK = 4_096;

    private final Path directory;

    private CheckpointDisk(Path directory) {
        this.directory = directory;
    }

    /** Mounts it on a new directory; empty where this process may not mount. */
    static Optional<CheckpointDisk> mount(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        return run("mount", "-t", "tmpfs", "-o", OPTIONS, "ftte-faults", directory.toString())
                ? Optional.of(new CheckpointDisk(directory))
                : Optional.empty();
    }

    /** Takes all space that is free now. */
    void fill() throws IOException {
        byte[] block = new byte[BLOCK];
        try (OutputStream out =
                Files.newOutputStream(
                        ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (directory.toFile().getUsableSpace() > 0) {
                out.write(block);
            }
        } catch (IOException e) {
            if (directory.toFile().getUsableSpace() >= BLOCK) {
                throw e;
            }
            // Full, which is what was wanted.
        }
    }

    /** Gives back what {@link #fill} took. */
    void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    void unmount() throws IOException, InterruptedException {
        if (!run("umount", directory.toString())) {
            throw new IOException("cannot unmount " + directory);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
