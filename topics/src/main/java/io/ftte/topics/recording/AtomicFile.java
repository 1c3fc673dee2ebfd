package io.ftte.topics.recording;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are there whole or not at all, whatever stops the process or the machine. */
final class AtomicFile {
    /** What a file is called until it is whole. */
    private static final String PART = ".part";

    private AtomicFile() {}

    static void write(Path file, byte[] content) throws IOException {
        Path part = part(file);
        Files.write(part, content);
        complete(part, file);
    }

    /** Where to write what is to become the file. */
    static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + PART);
    }

    /** Puts a part in place of the file, in one step, once the disk has it. */
    static void complete(Path part, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(part, WRITE)) {
            channel.force(true);
        }
        Files.move(part, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }
}
