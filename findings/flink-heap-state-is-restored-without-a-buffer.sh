#!/usr/bin/env bash
# Flink's hash map backend reads a checkpoint through whatever stream the file system gives. That of local files has no
# buffer, and neither has the backend, so every field of every key is a read of the operating system: a long, the flag
# before it, each part of a string. A restart with many small values takes several times as long as it needs to, on one
# core, while disk and page cache are idle. With execution.checkpointing.snapshot-compression the same state goes
# through Snappy's stream, which reads blocks. Writing has a buffer either way.
# Seen (Flink 2.2.1), 100,000 keys of a string and two longs each, reads of the process while it restores:
#   as it is: more than 5 reads a key
#   with snapshot compression: less than 1 read a key
# Exit 0 while that is so. Needs a JDK 17, Maven and Linux (/proc/self/io).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.flink</groupId>
      <artifactId>flink-streaming-java</artifactId>
      <version>2.2.1</version>
    </dependency>
    <dependency>
      <groupId>org.apache.flink</groupId>
      <artifactId>flink-test-utils</artifactId>
      <version>2.2.1</version>
    </dependency>
    <dependency>
      <groupId>org.apache.flink</groupId>
      <artifactId>flink-runtime</artifactId>
      <version>2.2.1</version>
      <type>test-jar</type>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-dependency-plugin</artifactId>
        <version>3.8.1</version>
      </plugin>
    </plugins>
  </build>
</project>
XML

cat >Reads.java <<'JAVA'
import java.nio.file.*;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.*;
import org.apache.flink.api.common.typeinfo.*;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.runtime.checkpoint.*;
import org.apache.flink.runtime.state.*;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;

public class Reads {
    static final int KEYS = 100_000;

    static final class Counting extends KeyedProcessFunction<String, Long, Boolean> {
        transient ValueState<Tuple2<Long, Long>> state;

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext().getState(
                    new ValueStateDescriptor<>("counts", Types.TUPLE(Types.LONG, Types.LONG)));
        }

        @Override
        public void processElement(Long n, Context context, Collector<Boolean> out) throws Exception {
            state.update(Tuple2.of(n, n));
        }
    }

    static KeyedOneInputStreamOperatorTestHarness<String, Long, Boolean> harness(boolean compressed) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new Counting()), n -> "device-" + n, Types.STRING);
        harness.getExecutionConfig().setUseSnapshotCompression(compressed);
        return harness;
    }

    /** Reads of this process so far, by the kernel's count. */
    static long reads() throws Exception {
        for (String line : Files.readAllLines(Paths.get("/proc/self/io"))) {
            if (line.startsWith("syscr: ")) {
                return Long.parseLong(line.substring(7));
            }
        }
        throw new IllegalStateException("/proc/self/io has no syscr");
    }

    static double readsPerKey(boolean compressed, Path directory) throws Exception {
        OperatorSubtaskState state;
        try (var before = harness(compressed)) {
            before.open();
            for (long n = 0; n < KEYS; n++) {
                before.processElement(n, 0);
            }
            var written = before.getOperator().snapshotState(
                    1, 1, CheckpointOptions.forCheckpointWithDefaultLocation(),
                    new FsCheckpointStreamFactory(
                            LocalFileSystem.getSharedInstance(), directory, directory, 0, 4096));
            written.getKeyedStateManagedFuture().run();
            state = OperatorSnapshotFinalizer.create(written).getJobManagerOwnedState();
        }
        try (var after = harness(compressed)) {
            long reads = reads();
            after.initializeState(state);
            after.open();
            return (double) (reads() - reads) / KEYS;
        }
    }

    public static void main(String[] args) throws Exception {
        Path directory = new Path(Files.createTempDirectory(Paths.get("."), "state").toUri());
        for (boolean compressed : new boolean[] {false, true}) {
            double reads = readsPerKey(compressed, directory);
            System.err.printf("%.2f reads a key%n", reads);
            System.out.println(
                    (compressed ? "with snapshot compression: " : "as it is: ")
                            + (reads > 5 ? "more than 5 reads a key"
                                    : reads < 1 ? "less than 1 read a key" : reads + " reads a key"));
        }
    }
}
JAVA
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >log 2>&1 || { cat log; exit 1; }
javac -cp "$(cat classpath)" Reads.java
java -cp ".:$(cat classpath)" Reads 2>errors | tee output || { cat errors; exit 1; }
diff - output <<'SEEN' || { cat errors; exit 1; }
as it is: more than 5 reads a key
with snapshot compression: less than 1 read a key
SEEN
