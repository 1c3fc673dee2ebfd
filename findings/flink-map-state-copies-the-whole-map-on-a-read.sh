#!/usr/bin/env bash
# Flink's MapState on the heap is an entry each to whoever uses it, and RocksDB keeps it so. The hash map backend keeps
# the whole map of a key as one value of its copy-on-write table. So the first access while a checkpoint is being
# written, be it a read of a single entry that is not even there, copies every entry of that key by the serializer of
# the values; a checkpoint does not freeze the map and copy what changes. Who keeps what waits in a MapState copies all
# that waits once a checkpoint, unless the serializer says that its values are immutable.
# Seen (Flink 2.2.1), a map of 1,000 entries:
#   a read of one entry, no checkpoint under way: 0 values copied
#   a read of an entry that is not there, while a checkpoint is written: 1000 values copied
#   the next read, same checkpoint: 0 values copied
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

cat >Copies.java <<'JAVA'
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.*;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.*;
import org.apache.flink.api.common.typeutils.base.*;
import org.apache.flink.core.memory.*;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.*;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;

public class Copies {
    static final int ENTRIES = 1_000;
    static int copies;

    /** An int that may change, as far as Flink knows. */
    public static final class Counting extends TypeSerializerSingleton<Integer> {
        @Override public boolean isImmutableType() { return false; }
        @Override public Integer createInstance() { return 0; }
        @Override public Integer copy(Integer from) { copies++; return from; }
        @Override public Integer copy(Integer from, Integer reuse) { return copy(from); }
        @Override public int getLength() { return 4; }
        @Override public void serialize(Integer i, DataOutputView out) throws IOException { out.writeInt(i); }
        @Override public Integer deserialize(DataInputView in) throws IOException { return in.readInt(); }
        @Override public Integer deserialize(Integer reuse, DataInputView in) throws IOException { return in.readInt(); }
        @Override public void copy(DataInputView in, DataOutputView out) throws IOException { out.writeInt(in.readInt()); }
        @Override public TypeSerializerSnapshot<Integer> snapshotConfiguration() { return new Snapshot(); }
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Integer> {
            public Snapshot() { super(Counting::new); }
        }
    }

    /** Puts an entry under each number that is not negative, and looks for one under the others. */
    static final class Waiting extends KeyedProcessFunction<String, Long, Boolean> {
        transient MapState<Long, Integer> map;

        @Override
        public void open(OpenContext context) {
            map = getRuntimeContext().getMapState(
                    new MapStateDescriptor<>("waiting", LongSerializer.INSTANCE, new Counting()));
        }

        @Override
        public void processElement(Long number, Context context, Collector<Boolean> out) throws Exception {
            if (number >= 0) {
                map.put(number, 1);
            } else {
                map.contains(number);
            }
        }
    }

    static int reads(KeyedOneInputStreamOperatorTestHarness<String, Long, Boolean> harness) throws Exception {
        copies = 0;
        harness.processElement(-1L, 0);
        return copies;
    }

    public static void main(String[] args) throws Exception {
        var operator = new KeyedProcessOperator<>(new Waiting());
        try (var harness = new KeyedOneInputStreamOperatorTestHarness<>(operator, number -> "key", Types.STRING)) {
            harness.open();
            for (long i = 0; i < ENTRIES; i++) {
                harness.processElement(i, 0);
            }
            System.out.println("a read of one entry, no checkpoint under way: " + reads(harness) + " values copied");
            OperatorSnapshotFutures written =
                    operator.snapshotState(
                            1,
                            1,
                            CheckpointOptions.forCheckpointWithDefaultLocation(),
                            new MemCheckpointStreamFactory(1 << 24));
            System.out.println(
                    "a read of an entry that is not there, while a checkpoint is written: "
                            + reads(harness) + " values copied");
            System.out.println("the next read, same checkpoint: " + reads(harness) + " values copied");
            written.getKeyedStateManagedFuture().run();
        }
    }
}
JAVA
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >log 2>&1 || { cat log; exit 1; }
javac -cp "$(cat classpath)" Copies.java
java -cp ".:$(cat classpath)" Copies 2>errors | tee output || { cat errors; exit 1; }
diff - output <<'SEEN'
a read of one entry, no checkpoint under way: 0 values copied
a read of an entry that is not there, while a checkpoint is written: 1000 values copied
the next read, same checkpoint: 0 values copied
SEEN
