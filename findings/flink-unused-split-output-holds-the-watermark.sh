#!/usr/bin/env bash
# A source reader of Flink may make outputs for parts of its input with ReaderOutput.createOutputForSplit, each with a
# watermark generator of its own; the watermark is the least of them. Nothing in its documentation says that Flink has
# made one under the id of every split that it assigned, before the reader is asked for its first record. A reader
# whose outputs have other ids (a split that holds several partitions, an output for each) so never moves the
# watermark before its end: every event-time operator behind it keeps all records until then, and the results are
# right. It moves once the reader releases the output of the split's own id, which it never made.
# Seen (Flink 2.2.1):
#   the reader's own outputs: watermark has moved before the end: false
#   the reader's own outputs, the split's released: watermark has moved before the end: true
# Exit 0 while that is so. Needs a JDK 17 and Maven.
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
      <artifactId>flink-clients</artifactId>
      <version>2.2.1</version>
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

cat >Watermarks.java <<'JAVA'
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.*;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.*;
import org.apache.flink.core.io.*;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

public class Watermarks {
    static final int RECORDS = 60_000;

    public static void main(String[] args) throws Exception {
        for (boolean release : new boolean[] {false, true}) {
            StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
            env.getConfig().setAutoWatermarkInterval(1);
            boolean moved = false;
            try (var seen = env.fromSource(
                            new Parts(release),
                            WatermarkStrategy.<Long>forMonotonousTimestamps().withTimestampAssigner((t, old) -> t),
                            "parts",
                            Types.LONG)
                    .process(new ProcessFunction<Long, Long>() {
                        @Override
                        public void processElement(Long value, Context context, Collector<Long> out) {
                            out.collect(context.timerService().currentWatermark());
                        }
                    })
                    .executeAndCollect()) {
                while (seen.hasNext()) {
                    long watermark = seen.next();
                    moved |= watermark > Long.MIN_VALUE && watermark < RECORDS;
                }
            }
            System.out.println("the reader's own outputs" + (release ? ", the split's released" : "")
                    + ": watermark has moved before the end: " + moved);
        }
    }

    record Split() implements SourceSplit {
        @Override
        public String splitId() {
            return "file";
        }
    }

    /** One split, whose records belong to two parts, each with an output. */
    record Parts(boolean release) implements Source<Long, Split, Integer> {
        @Override
        public Boundedness getBoundedness() {
            return Boundedness.BOUNDED;
        }

        @Override
        public SourceReader<Long, Split> createReader(SourceReaderContext context) {
            return new Reader(release);
        }

        @Override
        public SplitEnumerator<Split, Integer> createEnumerator(SplitEnumeratorContext<Split> context) {
            return new SplitEnumerator<>() {
                @Override
                public void start() {}

                @Override
                public void handleSplitRequest(int subtask, String host) {}

                @Override
                public void addSplitsBack(List<Split> splits, int subtask) {}

                @Override
                public void addReader(int subtask) {
                    context.assignSplit(new Split(), subtask);
                    context.signalNoMoreSplits(subtask);
                }

                @Override
                public Integer snapshotState(long checkpoint) {
                    return 0;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public SplitEnumerator<Split, Integer> restoreEnumerator(SplitEnumeratorContext<Split> context, Integer state) {
            return createEnumerator(context);
        }

        @Override
        public SimpleVersionedSerializer<Split> getSplitSerializer() {
            return new Nothing<>(new Split());
        }

        @Override
        public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
            return new Nothing<>(0);
        }
    }

    record Nothing<T>(T value) implements SimpleVersionedSerializer<T> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T ignored) {
            return new byte[0];
        }

        @Override
        public T deserialize(int version, byte[] bytes) {
            return value;
        }
    }

    static final class Reader implements SourceReader<Long, Split> {
        private final boolean release;
        private final CompletableFuture<Void> assigned = new CompletableFuture<>();
        private final SourceOutput<?>[] outputs = new SourceOutput<?>[2];
        private long next;

        Reader(boolean release) {
            this.release = release;
        }

        @Override
        @SuppressWarnings("unchecked")
        public InputStatus pollNext(ReaderOutput<Long> output) {
            if (!assigned.isDone()) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            if (next == 0) {
                outputs[0] = output.createOutputForSplit("part-0");
                outputs[1] = output.createOutputForSplit("part-1");
                if (release) {
                    output.releaseOutputForSplit("file");
                }
            }
            if (next == RECORDS) {
                return InputStatus.END_OF_INPUT;
            }
            ((SourceOutput<Long>) outputs[(int) (next % 2)]).collect(next, next);
            next++;
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public void start() {}

        @Override
        public List<Split> snapshotState(long checkpoint) {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return assigned;
        }

        @Override
        public void addSplits(List<Split> splits) {}

        @Override
        public void notifyNoMoreSplits() {
            assigned.complete(null);
        }

        @Override
        public void close() {}
    }
}
JAVA

mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath
javac -proc:none -d classes -cp "$(cat classpath)" Watermarks.java
opens=(--add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED)
java "${opens[@]}" -cp "classes:$(cat classpath)" Watermarks 2>/dev/null | tee seen
diff seen - <<'SEEN'
the reader's own outputs: watermark has moved before the end: false
the reader's own outputs, the split's released: watermark has moved before the end: true
SEEN
