package io.ftte.cli.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.FtteProcess;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.RecordedTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ftte record --follow} in a process of its own, which is killed again and again. */
@ExtendWith(SharedKafka.class)
class RecordFollowITCase {
    /** More of them find rarer moments: {@code -Drecord.runs=10}. */
    private static final int RUNS = Integer.getInteger("record.runs", 2);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;

    @TempDir Path temp;

    private final AtomicBoolean writing = new AtomicBoolean(true);
    private final AtomicLong written = new AtomicLong();
    private final Random random = new Random(18);
    private JobTopics topics;
    private Path recording;

    @Test
    void record_killedAtRandomMoments_hasEachRecordOnce() throws Exception {
        topics = JobTopics.create("record-follow", PARTITIONS, Map.of());
        recording = temp.resolve("recording");
        Thread writer = new Thread(this::write, "writer");
        writer.start();
        try {
            for (int run = 0; run < RUNS; run++) {
                // The files come every 150 ms or 8 KiB, the kill in the middle of one.
                long kill = files() + random.nextInt(5);
                try (FtteProcess process = follow(run)) {
                    Awaitility.await("files of run " + run)
                            .atMost(PATIENCE)
                            .failFast("the command has ended", () -> !process.alive())
                            .until(() -> files() > kill);
                    process.kill();
                }
            }
            grow();
            try (FtteProcess process = follow(RUNS)) {
                Awaitility.await("the new partition")
                        .atMost(PATIENCE)
                        .failFast("the command has ended", () -> !process.alive())
                        .until(() -> offsets(manifested()).containsKey(PARTITIONS));
                process.close();
                assertThat(process.output())
                        .as("when it is asked to end")
                        .contains("records in this run");
            }
        } finally {
            writing.set(false);
            writer.join();
        }
        List<String> arguments = arguments("record");
        CommandLineRun rest = CommandLineRun.of(arguments.toArray(new String[0]));
        assertThat(rest.err()).isEmpty();

        Map<Integer, List<Long>> named = offsets(manifested());
        assertThat(named.values().stream().mapToInt(List::size).sum())
                .isEqualTo(written.intValue());
        named.forEach(
                (partition, offsets) ->
                        assertThat(offsets)
                                .as("partition %d", partition)
                                .isEqualTo(LongStream.range(0, offsets.size()).boxed().toList()));
        assertThat(offsets(onDisk())).as("files that the manifest does not name").isEqualTo(named);
        try (Stream<Path> files = Files.walk(recording)) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    private List<String> arguments(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.add("--out=" + recording);
        topics.options()
                .toMap()
                .forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        return arguments;
    }

    private FtteProcess follow(int run) throws IOException {
        return FtteProcess.start(
                temp.resolve("record" + run + ".txt"),
                Map.of(),
                arguments("record", "--follow", "--roll-size=8KiB", "--roll-time=150ms")
                        .toArray(new String[0]));
    }

    private void write() {
        try {
            int partitions = PARTITIONS;
            while (writing.get()) {
                List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    byte[] value = new byte[random.nextInt(600)];
                    records.add(
                            new ProducerRecord<>(
                                    topics.updates(),
                                    random.nextInt(grown.get() ? PARTITIONS + 1 : partitions),
                                    System.currentTimeMillis(),
                                    new byte[] {1},
                                    value));
                }
                topics.send(records);
                written.addAndGet(records.size());
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private final AtomicBoolean grown = new AtomicBoolean();

    private void grow() throws Exception {
        try (Admin admin = topics.conf().brokers().open()) {
            admin.createPartitions(
                            Map.of(topics.updates(), NewPartitions.increaseTo(PARTITIONS + 1)))
                    .all()
                    .get();
        }
        grown.set(true);
    }

    private long files() throws IOException {
        return Manifest.isIn(recording) ? manifested().size() : 0;
    }

    private List<Path> manifested() throws IOException {
        return Manifest.read(recording).segments(topics.updates()).stream()
                .map(segment -> recording.resolve(segment.file()))
                .toList();
    }

    private List<Path> onDisk() throws IOException {
        try (Stream<Path> files = Files.list(recording.resolve(topics.updates()))) {
            return files.filter(file -> file.toString().endsWith(".avro")).sorted().toList();
        }
    }

    private static Map<Integer, List<Long>> offsets(List<Path> files) throws IOException {
        Map<Integer, List<Long>> offsets = new TreeMap<>();
        for (Path file : files) {
            RecordedTopic.each(
                    file,
                    record ->
                            offsets.computeIfAbsent(record.getPartition(), p -> new ArrayList<>())
                                    .add(record.getOffset()));
        }
        return offsets;
    }
}
