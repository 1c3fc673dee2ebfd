package io.ftte.cluster;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processes that do not outlive this JVM: what still runs when the group is closed, or when the JVM
 * ends in any orderly way, is killed.
 */
final class ProcessGroup implements AutoCloseable {
    /** What a shell reports of a process that SIGKILL ended. */
    private static final int KILLED = 128 + 9;

    private final Path logs;
    private final List<Process> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::killAll, "kill-processes");

    /**
     * @param logs directory of the processes' output, {@code NAME.out}
     */
    ProcessGroup(Path logs) throws IOException {
        this.logs = Files.createDirectories(logs);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A command that runs a class with this JVM's Java. */
    static ProcessBuilder java(
            String classPath, Collection<String> jvmOptions, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Starts a process; a log of this name is continued. */
    synchronized Process start(String name, ProcessBuilder command) throws IOException {
        Process process =
                command.redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log(name).toFile()))
                        .start();
        processes.add(process);
        return process;
    }

    Path log(String name) {
        return logs.resolve(name + ".out");
    }

    /** Lines that all of them have written so far. */
    long lines() throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            long lines = 0;
            for (Path file : files.toList()) {
                try (Stream<String> written = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                    lines += written.count();
                }
            }
            return lines;
        }
    }

    /**
     * {@code kill -9}, returns when the process is gone.
     *
     * @throws IllegalStateException if something else had ended it before
     */
    static void kill(Process process) throws InterruptedException {
        int code = process.destroyForcibly().waitFor();
        if (code != KILLED) {
            throw new IllegalStateException(
                    "process %d had ended by itself with code %d".formatted(process.pid(), code));
        }
    }

    /** {@code kill -STOP} or {@code kill -CONT}. */
    static void signal(Process process, String signal) throws IOException, InterruptedException {
        int code =
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
        if (code != 0) {
            throw new IOException("kill -%s %d failed".formatted(signal, process.pid()));
        }
    }

    private synchronized void killAll() {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.onExit().join();
        }
        processes.clear();
    }

    @Override
    public void close() {
        killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook finds nothing left to do.
        }
    }
}
