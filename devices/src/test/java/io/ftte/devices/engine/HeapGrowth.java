package io.ftte.devices.engine;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/**
 * How much the heap of a fresh JVM grows by constructing an engine. It runs the serial collector:
 * G1 gives large arrays whole regions of their own, which would be counted too.
 */
final class HeapGrowth {

    private HeapGrowth() {}

    /** Growth of the heap and size of the arena, in bytes, for each row and column of the table. */
    static List<long[]> measure() throws IOException {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                HeapGrowth.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<long[]> growth = new ArrayList<>();
        try (Scanner out = new Scanner(jvm.getInputStream())) {
            while (out.hasNextLong()) {
                growth.add(new long[] {out.nextLong(), out.nextLong()});
            }
        }
        return growth;
    }

    /**
     * Measures twice and prints the second time: the first leaves what the JVM keeps of its own.
     */
    public static void main(String[] args) {
        List<ArenaTest.Row> rows = ArenaTest.table().toList();
        for (int round = 0; round < 2; round++) {
            for (ArenaTest.Row row : rows) {
                for (EngineSettings settings : ArenaTest.COLUMNS) {
                    long before = usedHeap();
                    TrainingEngine engine = new TrainingEngine(row.plan(), settings);
                    long growth = usedHeap() - before;
                    String line = growth + " " + engine.arenaBytes();
                    if (round == 1) {
                        System.out.println(line);
                    }
                    Reference.reachabilityFence(engine);
                }
            }
        }
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
