package io.ftte.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.topics.TopicNames;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.Segment;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes a recording of as many updates as one likes: a directory as {@code record} leaves it, the
 * registration beside it. Arguments: directory, updates, parameters, encoding, codec.
 */
public final class RecordedUpdates {
    private static final int DEVICES = 1_000;
    private static final int APART_MS = 10;
    private static final int BUFFER = 10;
    private static final int STALENESS = 5;
    private static final long START = 1_700_000_000_000L;

    private static final TopicNames TOPICS =
            new TopicNames(
                    "updates", "control", "decisions", "devices", "models", "lineage", "rejected");

    private RecordedUpdates() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Workload workload = workload(args);
        CodecFactory codec = CodecFactory.fromString(args[4]);
        ModelDefinition model = MadeUpdates.models(workload, START).get(0);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("model.json"), RegistrationJson.write(model));
        List<RecordedRecord> control = new ArrayList<>();
        for (ControlRecord record : model.controlRecords()) {
            control.add(
                    new RecordedRecord(
                            0,
                            (long) control.size(),
                            START,
                            ByteBuffer.wrap(record.key().toString().getBytes(UTF_8)),
                            ByteBuffer.wrap(record.value())));
        }
        List<Segment> segments = new ArrayList<>();
        segments.add(write(directory, TOPICS.control(), codec, control.size(), control::get));
        MadeUpdates made = new MadeUpdates(workload);
        segments.add(
                write(
                        directory,
                        TOPICS.updates(),
                        codec,
                        workload.updates(),
                        i -> record(i, made)));
        Map<String, Integer> partitions = new HashMap<>();
        TOPICS.all().forEach(topic -> partitions.put(topic, 1));
        new Manifest("made", TOPICS, Optional.empty(), Map.of(), partitions, segments)
                .write(directory);
    }

    private static Workload workload(String[] args) {
        int parameters = Integer.parseInt(args[2]);
        return new Workload(
                Integer.parseInt(args[1]),
                parameters,
                TensorEncoding.valueOf(args[3]),
                1,
                parameters,
                DEVICES,
                BUFFER,
                STALENESS,
                1,
                1e3 / APART_MS,
                Map.of());
    }

    private static RecordedRecord record(int i, MadeUpdates updates) {
        return new RecordedRecord(
                0,
                (long) i,
                START + (long) i * APART_MS,
                ByteBuffer.wrap(updates.device(i).getBytes(UTF_8)),
                ByteBuffer.wrap(updates.value(i)));
    }

    /** Gives the records one by one. */
    private interface Source {
        RecordedRecord get(int index);
    }

    private static Segment write(
            Path directory, String topic, CodecFactory codec, int records, Source source)
            throws Exception {
        String name = "%s/0-%020d.avro".formatted(topic, 0);
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        try (OutputStream out = Files.newOutputStream(file);
                DataFileWriter<RecordedRecord> writer =
                        new DataFileWriter<>(new SpecificDatumWriter<>(RecordedRecord.class))) {
            writer.setCodec(codec).setSyncInterval(64 << 10);
            writer.create(RecordedRecord.getClassSchema(), new DigestOutputStream(out, sha256));
            for (int i = 0; i < records; i++) {
                writer.append(source.get(i));
            }
        }
        return new Segment(
                name,
                topic,
                0,
                0,
                records,
                records,
                0,
                START,
                START + (long) records * APART_MS,
                OptionalLong.empty(),
                Files.size(file),
                HexFormat.of().formatHex(sha256.digest()));
    }
}
