package io.ftte.jobs.replay;

import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobID;

/**
 * What a replay produced. Its records lie on the disk as long as the scratch directory does, and
 * are read from there in order, however many they are.
 *
 * @param jobId of the Flink job that did it
 * @param models as registered before the first update
 * @param scratch what the job left
 * @param admitted updates admitted, those of the last, half-full buffers too
 * @param late how many of them were late
 * @param damages what of the input was found damaged, a line each
 */
public record ReplayResult(
        JobID jobId,
        List<ModelDefinition> models,
        Path scratch,
        long admitted,
        long late,
        List<String> damages) {
    static final String MODELS = "models";
    static final String LINEAGE = "lineage";
    static final String REJECTED = "rejected";

    /** Updates that were decided; ticks do not count. */
    public long updates() throws IOException {
        return admitted + rejections().size();
    }

    /** Takes records one by one. */
    @FunctionalInterface
    public interface Visitor<T> {
        void visit(T value) throws IOException;
    }

    /** Visits the lineage, ascending by model id, generation and version. */
    public void eachVersion(Visitor<VersionLineage> visitor) throws IOException {
        record Begin(Path file, VersionLineage first) {}
        List<Begin> generations = new ArrayList<>();
        for (Path file : Spool.files(scratch.resolve(LINEAGE))) {
            try (Spool.Reader reader = new Spool.Reader(file)) {
                generations.add(
                        new Begin(file, decode(reader.read().orElseThrow(), VersionLineage.class)));
            }
        }
        generations.sort(
                Comparator.comparing((Begin begin) -> begin.first().getModelId())
                        .thenComparing(begin -> begin.first().getGeneration()));
        for (Begin generation : generations) {
            each(generation.file(), VersionLineage.class, visitor);
        }
    }

    /** Visits the rejections, ascending by partition and offset. */
    public void eachRejection(Visitor<Rejection> visitor) throws IOException {
        record Place(int partition, long offset, int file, long position) {}
        List<Path> files = Spool.files(scratch.resolve(REJECTED));
        List<Place> places = new ArrayList<>();
        for (int file = 0; file < files.size(); file++) {
            try (Spool.Reader reader = new Spool.Reader(files.get(file))) {
                long position = 0;
                for (Optional<byte[]> value = reader.read();
                        value.isPresent();
                        value = reader.read()) {
                    Rejection rejection = decode(value.get(), Rejection.class);
                    places.add(
                            new Place(
                                    rejection.getPartition(),
                                    rejection.getOffset(),
                                    file,
                                    position));
                    position = reader.position();
                }
            }
        }
        places.sort(Comparator.comparingInt(Place::partition).thenComparingLong(Place::offset));
        List<RandomAccessFile> open = new ArrayList<>();
        try {
            for (Path file : files) {
                open.add(new RandomAccessFile(file.toFile(), "r"));
            }
            for (Place place : places) {
                RandomAccessFile file = open.get(place.file());
                file.seek(place.position());
                byte[] value = new byte[file.readInt()];
                file.readFully(value);
                visitor.visit(decode(value, Rejection.class));
            }
        } finally {
            for (RandomAccessFile file : open) {
                file.close();
            }
        }
    }

    /** Takes a shard with its record. */
    @FunctionalInterface
    public interface ShardVisitor {
        void visit(byte[] record, ModelShard shard) throws IOException;
    }

    /** Visits the shards that were published, where they were kept; those of one kind in order. */
    public void eachShard(ShardVisitor visitor) throws IOException {
        for (Path file : shardFiles()) {
            try (Spool.Reader reader = new Spool.Reader(file)) {
                for (Optional<byte[]> value = reader.read();
                        value.isPresent();
                        value = reader.read()) {
                    visitor.visit(value.get(), decode(value.get(), ModelShard.class));
                }
            }
        }
    }

    /** The files of the shards, one for each kind and shard of each generation. */
    List<Path> shardFiles() throws IOException {
        return Spool.files(scratch.resolve(MODELS));
    }

    /** All at once, as {@link #eachVersion}. */
    public List<VersionLineage> lineage() throws IOException {
        List<VersionLineage> lineage = new ArrayList<>();
        eachVersion(lineage::add);
        return lineage;
    }

    /** All at once, as {@link #eachRejection}. */
    public List<Rejection> rejections() throws IOException {
        List<Rejection> rejections = new ArrayList<>();
        eachRejection(rejections::add);
        return rejections;
    }

    /** The MODEL and AVERAGE records all at once, in no particular order. */
    public List<ModelShard> shards() throws IOException {
        List<ModelShard> shards = new ArrayList<>();
        eachShard(
                (record, shard) -> {
                    if (shard.getKind() != ShardKind.SNAPSHOT) {
                        shards.add(shard);
                    }
                });
        return shards;
    }

    private static <T extends SpecificRecord> void each(
            Path file, Class<T> type, Visitor<T> visitor) throws IOException {
        try (Spool.Reader reader = new Spool.Reader(file)) {
            for (Optional<byte[]> value = reader.read(); value.isPresent(); value = reader.read()) {
                visitor.visit(decode(value.get(), type));
            }
        }
    }

    static <T extends SpecificRecord> T decode(byte[] value, Class<T> type) {
        try {
            return RecordCodec.decode(value, type);
        } catch (WireException e) {
            throw new IllegalStateException("the job wrote what cannot be read", e);
        }
    }
}
