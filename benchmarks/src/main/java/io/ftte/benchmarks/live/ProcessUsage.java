package io.ftte.benchmarks.live;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process has taken so far, as Linux counts it.
 *
 * @param cpuSeconds user and system time of all its threads
 * @param peakBytes largest resident set
 */
record ProcessUsage(double cpuSeconds, long peakBytes) {
    private static final double TICKS_A_SECOND = 100;
    private static final int USER = 11;

    static ProcessUsage of(long pid) throws IOException {
        Path process = process(pid);
        double seconds = seconds(process.resolve("stat"));
        long peak =
                Files.readAllLines(process.resolve("status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                        .findFirst()
                        .orElse(0);
        return new ProcessUsage(seconds, peak);
    }

    /**
     * Seconds of CPU by the name of the thread, of which Linux keeps 15 characters; threads whose
     * names differ in their numbers only count as one. Of threads that have ended there is nothing.
     */
    static Map<String, Double> byThread(long pid) throws IOException {
        Map<String, Double> seconds = new TreeMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process(pid).resolve("task"))) {
            for (Path task : tasks) {
                try {
                    String name = Files.readString(task.resolve("comm")).strip();
                    seconds.merge(
                            name.replaceAll("[#(]?\\d+.*$", "").strip(),
                            seconds(task.resolve("stat")),
                            Double::sum);
                } catch (NoSuchFileException e) {
                    // It ended between the list and the look at it.
                    continue;
                }
            }
        }
        return seconds;
    }

    private static Path process(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }

    private static double seconds(Path file) throws IOException {
        String stat = Files.readString(file);
        // The name, in brackets, may hold blanks.
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return (Double.parseDouble(fields.get(USER)) + Double.parseDouble(fields.get(USER + 1)))
                / TICKS_A_SECOND;
    }
}
