package io.ftte.ondevice.engine;

import io.ftte.network.NetworkPlan;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;

/**
 * How much the heap of a fresh JVM grows by constructing an engine. It runs the serial collector:
 * G1 gives large arrays whole regions of their own, which would be counted too. And it compacts at
 * every collection: otherwise it leaves some garbage in place.
 */
final class HeapGrowth {

    private static final int ROUNDS = 7;

    private HeapGrowth() {}

    /** Growth of the heap and size of the arena, in bytes, for each row and column of the table. */
    static List<long[]> measure() throws IOException {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:MarkSweepAlwaysCompactCount=1",
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
     * Prints the median of some constructions: now and then the JVM itself keeps or frees something
     * between two looks at the heap.
     */
    public static void main(String[] args) {
        List<WorkedExample.Row> rows = WorkedExample.table().toList();
        for (WorkedExample.Row row : rows) {
            for (EngineSettings settings : WorkedExample.COLUMNS) {
                long[] growth = new long[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    growth[round] = grow(row.plan(), settings);
                }
                Arrays.sort(growth);
                System.out.println(
                        growth[ROUNDS / 2] + " " + new ArenaLayout(row.plan(), settings).bytes());
            }
        }
    }

    /** A method of its own, so that the engine before is garbage when this one is measured. */
    private static long grow(NetworkPlan plan, EngineSettings settings) {
        long before = usedHeap();
        TrainingEngine engine = new TrainingEngine(plan, settings);
        long growth = usedHeap() - before;
        Reference.reachabilityFence(engine);
        return growth;
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
