package io.ftte.topics.recording;

import io.ftte.topics.Brokers;
import io.ftte.topics.OptionsException;
import io.ftte.topics.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Records the job's topics into a directory, and goes on where an earlier run stood: the manifest
 * says what is there, and whatever it does not name is written again.
 *
 * <p>Topics that devices write to are read as the job reads them, uncommitted. The ends of the
 * update topic are looked up last, so that what made the versions recorded is recorded, too.
 */
public final class Recorder implements AutoCloseable {
    private static final Duration NEW_PARTITIONS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Path directory;
    private final Rolling rolling;
    private final boolean follow;
    private final Duration timeout;
    private final TopicLanes committed;
    private final TopicLanes uncommitted;

    private Manifest manifest;
    private long records;
    private long bytes;
    private final long offsets;

    /**
     * When a file ends and the next one begins.
     *
     * @param bytes of values in one file
     * @param time after which what was read lies in complete files
     */
    public record Rolling(long bytes, Duration time) {
        public static final Rolling DEFAULT = new Rolling(256L << 20, Duration.ofMinutes(1));

        public Rolling {
            if (bytes <= 0 || time.isNegative() || time.isZero()) {
                throw new OptionsException("--roll-size and --roll-time must be above 0");
            }
        }
    }

    /**
     * How far a recording is.
     *
     * @param records read in this run
     * @param bytes of their values
     * @param share of the offsets between beginning and end, 0 to 1; 0 where there is no end
     */
    public record Progress(long records, long bytes, double share) {}

    /**
     * @param sums topic of the helper's sums, where the job has a helper
     * @param options of the job that decide which updates count
     * @param directory created where it is not there; an earlier recording of the same topics is
     *     taken up
     * @param range of the update topic; the other topics are recorded whole
     * @param follow whether to go on at the end of the topics
     * @throws OptionsException one line, where the range, the directory and the topics do not go
     *     together
     * @throws IOException where the brokers do not answer
     */
    public static Recorder open(
            Brokers brokers,
            TopicNames topics,
            Optional<String> sums,
            Map<String, String> options,
            Path directory,
            RecordedRange range,
            boolean follow,
            Rolling rolling)
            throws IOException {
        Manifest manifest = manifest(directory, clusterId(brokers), topics, sums, options, range);
        Map<TopicPartition, Long> done = new HashMap<>();
        for (Segment segment : manifest.segments()) {
            done.put(new TopicPartition(segment.topic(), segment.partition()), segment.to());
        }
        TopicLanes committed = new TopicLanes(brokers, true, directory, done);
        TopicLanes uncommitted = new TopicLanes(brokers, false, directory, done);
        try {
            for (String topic :
                    List.of(
                            topics.control(),
                            topics.models(),
                            topics.lineage(),
                            topics.rejected())) {
                committed.add(topic, RecordedRange.WHOLE, follow);
            }
            uncommitted.add(topics.decisions(), RecordedRange.WHOLE, follow);
            uncommitted.add(topics.devices(), RecordedRange.WHOLE, follow);
            if (manifest.sums().isPresent()) {
                uncommitted.add(manifest.sums().get(), RecordedRange.WHOLE, follow);
            }
            uncommitted.add(topics.updates(), range, follow);
            if (manifest.segments(topics.updates()).isEmpty()
                    && uncommitted.left(topics.updates()) == 0) {
                throw new OptionsException(
                        "Nothing lies on %s%s: %s"
                                .formatted(
                                        topics.updates(),
                                        range.said(),
                                        range.equals(RecordedRange.WHOLE)
                                                ? "name another topic"
                                                : "correct the range"));
            }
            Files.createDirectories(directory);
            return new Recorder(
                    directory,
                    manifest,
                    rolling,
                    follow,
                    brokers.timeout(),
                    committed,
                    uncommitted);
        } catch (IOException | RuntimeException e) {
            committed.close();
            uncommitted.close();
            throw e;
        }
    }

    private Recorder(
            Path directory,
            Manifest manifest,
            Rolling rolling,
            boolean follow,
            Duration timeout,
            TopicLanes committed,
            TopicLanes uncommitted) {
        this.directory = directory;
        this.manifest = manifest;
        this.rolling = rolling;
        this.follow = follow;
        this.timeout = timeout;
        this.committed = committed;
        this.uncommitted = uncommitted;
        this.offsets = follow ? 0 : committed.left() + uncommitted.left();
    }

    private static Manifest manifest(
            Path directory,
            String cluster,
            TopicNames topics,
            Optional<String> sums,
            Map<String, String> options,
            RecordedRange range)
            throws IOException {
        if (!Manifest.isIn(directory)) {
            return new Manifest(cluster, topics, sums, options, Map.of(), List.of());
        }
        Manifest earlier = Manifest.read(directory);
        if (!earlier.cluster().equals(cluster) || !earlier.topics().equals(topics)) {
            throw new OptionsException(
                    "%s is a recording of other topics (%s of cluster %s): name another directory"
                            .formatted(directory, earlier.topics().updates(), earlier.cluster()));
        }
        if (range.begins()) {
            throw new OptionsException(
                    directory
                            + " is a recording already, which goes on where it ends: omit --from"
                            + " and --from-offsets, or name another directory");
        }
        if (earlier.sums().isPresent() && sums.isPresent() && !earlier.sums().equals(sums)) {
            throw new OptionsException(
                    "%s is a recording with the sums of %s: name that topic, or another directory"
                            .formatted(directory, earlier.sums().get()));
        }
        Map<String, String> merged = new HashMap<>(earlier.options());
        merged.putAll(options);
        return new Manifest(
                cluster,
                topics,
                earlier.sums().or(() -> sums),
                merged,
                earlier.partitions(),
                earlier.segments());
    }

    private static String clusterId(Brokers brokers) throws IOException {
        try (Admin admin = brokers.open()) {
            return admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            throw new IOException("Kafka would not name its cluster: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for the cluster", e);
        }
    }

    /**
     * Records until the end is reached or somebody asks to stop, and completes all files.
     *
     * @throws IOException one line, where the brokers fall silent before the end, retention is
     *     faster, or the disk takes no more; what the manifest names stays
     */
    public Progress run(BooleanSupplier stopped, Consumer<Progress> listener) throws IOException {
        long heard = System.nanoTime();
        long rolled = heard;
        long looked = heard;
        boolean idle = false;
        while (!stopped.getAsBoolean() && !(committed.isAtEnd() && uncommitted.isAtEnd())) {
            Duration patience = idle ? PATIENCE : Duration.ZERO;
            long now = System.nanoTime();
            idle = !(read(committed, patience) | read(uncommitted, patience));
            if (!idle) {
                heard = now;
            } else if (!follow && now - heard > timeout.toNanos()) {
                throw new IOException(
                        "No broker has answered for %d s; run the same command again, it goes on"
                                .formatted(timeout.toSeconds()));
            }
            if (now - rolled > rolling.time().toNanos()) {
                roll(lane -> true);
                rolled = now;
            } else {
                roll(lane -> lane.isLargerThan(rolling.bytes()));
            }
            if (follow && now - looked > NEW_PARTITIONS.toNanos()) {
                committed.addNewPartitions();
                uncommitted.addNewPartitions();
                looked = now;
            }
            listener.accept(progress());
        }
        roll(lane -> true);
        writeManifest();
        return progress();
    }

    private boolean read(TopicLanes lanes, Duration patience) throws IOException {
        try {
            TopicLanes.Read read = lanes.read(patience);
            records += read.records();
            bytes += read.bytes();
            return read.moved();
        } catch (OffsetOutOfRangeException e) {
            throw new IOException(
                    "Retention has taken what was not recorded yet (%s); record into another"
                                    .formatted(e.getMessage())
                            + " directory",
                    e);
        }
    }

    private void roll(Predicate<Lane> which) throws IOException {
        List<Segment> complete = new ArrayList<>();
        for (TopicLanes lanes : List.of(committed, uncommitted)) {
            for (Lane lane : lanes.all()) {
                if (which.test(lane)) {
                    lane.complete().ifPresent(complete::add);
                }
            }
        }
        if (!complete.isEmpty()) {
            complete.addAll(manifest.segments());
            manifest =
                    new Manifest(
                            manifest.cluster(),
                            manifest.topics(),
                            manifest.sums(),
                            manifest.options(),
                            partitions(),
                            complete);
            manifest.write(directory);
        }
    }

    private void writeManifest() throws IOException {
        manifest =
                new Manifest(
                        manifest.cluster(),
                        manifest.topics(),
                        manifest.sums(),
                        manifest.options(),
                        partitions(),
                        manifest.segments());
        manifest.write(directory);
    }

    private Map<String, Integer> partitions() {
        Map<String, Integer> partitions = new HashMap<>(committed.partitions());
        partitions.putAll(uncommitted.partitions());
        return partitions;
    }

    private long left() {
        return committed.left() + uncommitted.left();
    }

    private Progress progress() {
        double share = follow ? 0 : offsets == 0 ? 1 : 1 - (double) left() / offsets;
        return new Progress(records, bytes, share);
    }

    /** What the directory holds by now. */
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public void close() throws IOException {
        Optional<IOException> failed = Optional.empty();
        for (TopicLanes lanes : List.of(committed, uncommitted)) {
            try {
                lanes.close();
            } catch (IOException e) {
                failed = Optional.of(e);
            }
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
    }
}
