package io.ftte.benchmarks.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        Path process = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(process.resolve("stat"));
        // The name, in brackets, may hold blanks.
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        double ticks =
                Double.parseDouble(fields.get(USER)) + Double.parseDouble(fields.get(USER + 1));
        long peak =
                Files.readAllLines(process.resolve("status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                        .findFirst()
                        .orElse(0);
        return new ProcessUsage(ticks / TICKS_A_SECOND, peak);
    }
}
