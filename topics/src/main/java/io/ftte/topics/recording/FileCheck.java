package io.ftte.topics.recording;

import io.ftte.schemas.RecordedRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Whether the files of a recording are what its manifest says, and where they are not. */
public final class FileCheck {
    private static final int BUFFER = 1 << 20;

    private final Path directory;
    private final Manifest manifest;
    private final List<Fault> faults = new ArrayList<>();

    /**
     * @param segment whose file is not as it was
     * @param offset of the first record that is missing or not what it was, as far as the file can
     *     tell; the segment's first where it cannot
     * @param structural whether records are missing or misplaced; otherwise all are there, and some
     *     byte is another one
     * @param text one line for a person
     */
    public record Fault(Segment segment, long offset, boolean structural, String text) {}

    private FileCheck(Path directory, Manifest manifest) {
        this.directory = directory;
        this.manifest = manifest;
    }

    /**
     * Reads all files.
     *
     * @return empty where all is well
     */
    public static List<Fault> run(Path directory, Manifest manifest) throws IOException {
        FileCheck check = new FileCheck(directory, manifest);
        for (int i = 0; i < manifest.segments().size(); i++) {
            Segment segment = manifest.segments().get(i);
            if (i > 0) {
                check.follows(manifest.segments().get(i - 1), segment);
            }
            check.look(segment);
        }
        return check.faults;
    }

    /** Nobody writes a manifest with a gap; somebody may have taken an entry out. */
    private void follows(Segment before, Segment segment) {
        if (before.topic().equals(segment.topic())
                && before.partition() == segment.partition()
                && before.to() != segment.from()) {
            fault(
                    segment,
                    before.to(),
                    true,
                    "%s does not name what lies between %s and %s: partition %d, offsets %d to %d"
                            .formatted(
                                    Manifest.FILE,
                                    before.file(),
                                    segment.file(),
                                    segment.partition(),
                                    before.to(),
                                    segment.from() - 1));
        }
    }

    private void look(Segment segment) throws IOException {
        Path file = directory.resolve(segment.file());
        if (!Files.isRegularFile(file)) {
            fault(
                    segment,
                    segment.from(),
                    true,
                    "%s is missing: partition %d, offsets %d to %d"
                            .formatted(
                                    segment.file(),
                                    segment.partition(),
                                    segment.from(),
                                    segment.to() - 1));
        } else if (!sha256(file).equals(segment.sha256())) {
            locate(segment, file);
        }
    }

    private void locate(Segment segment, Path file) throws IOException {
        long expected = segment.from();
        long records = 0;
        try (ContainerReader reader = new ContainerReader(file)) {
            for (Optional<RecordedRecord> read = reader.read();
                    read.isPresent();
                    read = reader.read()) {
                RecordedRecord record = read.get();
                boolean elsewhere =
                        record.getPartition() != segment.partition()
                                || record.getOffset() < expected
                                || record.getOffset() >= segment.to();
                if (elsewhere) {
                    fault(
                            segment,
                            expected,
                            true,
                            "%s has partition %d, offset %d where offset %d of partition %d should follow"
                                    .formatted(
                                            segment.file(),
                                            record.getPartition(),
                                            record.getOffset(),
                                            expected,
                                            segment.partition()));
                    return;
                }
                expected = record.getOffset() + 1;
                records++;
            }
        } catch (IOException e) {
            fault(
                    segment,
                    expected,
                    true,
                    "%s, partition %d from offset %d: %s"
                            .formatted(
                                    segment.file(), segment.partition(), expected, e.getMessage()));
            return;
        }
        boolean complete = records == segment.records();
        fault(
                segment,
                complete ? segment.from() : expected,
                !complete,
                complete
                        ? "%s is not the file that was recorded (SHA-256), though all of it can be read: partition %d, offsets %d to %d"
                                .formatted(
                                        segment.file(),
                                        segment.partition(),
                                        segment.from(),
                                        segment.to() - 1)
                        : "%s holds %d records, not %d: partition %d, offsets %d to %d"
                                .formatted(
                                        segment.file(),
                                        records,
                                        segment.records(),
                                        segment.partition(),
                                        segment.from(),
                                        segment.to() - 1));
    }

    private void fault(Segment segment, long offset, boolean structural, String text) {
        faults.add(new Fault(segment, offset, structural, text));
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
