package io.ftte.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A temporary directory, the processes that work in it and a mount below it. Nothing of it outlives
 * this JVM, however that ends short of a {@code kill -9}; only the logs stay.
 */
final class Workspace implements AutoCloseable {
    private final Path directory;
    private final ProcessGroup processes;
    private final Optional<CheckpointDisk> disk;
    private final Thread hook = new Thread(this::dismantle, "dismantle");

    private Workspace(Path directory, ProcessGroup processes, Optional<CheckpointDisk> disk) {
        this.directory = directory;
        this.processes = processes;
        this.disk = disk;
    }

    /**
     * @param logs directory of the processes' output, emptied first
     */
    static Workspace create(Path logs) throws IOException, InterruptedException {
        delete(logs);
        Path directory = Files.createTempDirectory("ftte-faults-");
        Workspace workspace =
                new Workspace(
                        directory,
                        new ProcessGroup(logs),
                        CheckpointDisk.mount(directory.resolve("checkpoints")));
        Runtime.getRuntime().addShutdownHook(workspace.hook);
        return workspace;
    }

    Path directory() {
        return directory;
    }

    ProcessGroup processes() {
        return processes;
    }

    /** Mounted on {@code checkpoints}; empty where mounting is not permitted. */
    Optional<CheckpointDisk> disk() {
        return disk;
    }

    private synchronized void dismantle() {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            processes.close();
            if (disk.isPresent()) {
                disk.get().unmount();
            }
            delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> childrenFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path child : childrenFirst) {
                Files.deleteIfExists(child);
            }
        }
    }

    @Override
    public void close() {
        dismantle();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
