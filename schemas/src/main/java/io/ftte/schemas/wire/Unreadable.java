package io.ftte.schemas.wire;

import io.ftte.schemas.wire.WriterSchemas.Writer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * Says what bytes may be that are no record which a reader expects. Whoever writes a device in
 * another language meets these lines first, so they name the usual slips.
 */
final class Unreadable {

    private static final HexFormat HEX = HexFormat.of();

    /** Of a record with the five bytes of a schema registry before it. */
    private static final int REGISTRY_LENGTH = 5;

    private Unreadable() {}

    /**
     * Bytes that do not start as a record does.
     *
     * @param start the value's first ten bytes, or all of a shorter one
     */
    static WireException noRecord(byte[] start) {
        return new WireException(
                "not a record: it starts with the bytes %s instead of c301 and a fingerprint%s"
                        .formatted(HEX.formatHex(start), guess(start)));
    }

    private static String guess(byte[] start) {
        String kind =
                switch (start[0]) {
                    case '{', '[' -> "JSON";
                    case 0x1F -> "gzip";
                    case 'O' -> "an Avro container file";
                    case 0 ->
                            start.length > REGISTRY_LENGTH
                                    ? "a schema registry's format, which is another"
                                    : "";
                    default -> "";
                };
        return kind.isEmpty() ? "" : "; this looks like " + kind;
    }

    /**
     * A record whose schema is none of those that are read here.
     *
     * @param writers every schema that this release knows
     * @param expected today's schemas of what the reader takes, at most a few
     */
    static WireException schema(long fingerprint, WriterSchemas writers, List<Schema> expected) {
        String names =
                expected.stream()
                        .map(schema -> named(schema.getName(), Header.fingerprint(schema)))
                        .collect(Collectors.joining(" or "));
        Optional<Writer> other = writers.find(fingerprint);
        if (other.isPresent()) {
            return new WireException(
                    "found %s, expected %s"
                            .formatted(
                                    named(other.get().type().getSimpleName(), fingerprint), names));
        }
        String found = "unknown schema fingerprint " + wireOrder(fingerprint);
        Optional<Writer> reversed = writers.find(Long.reverseBytes(fingerprint));
        if (reversed.isPresent()) {
            return new WireException(
                    "%s: it is that of %s written backwards, its least significant byte comes first"
                            .formatted(found, reversed.get().type().getSimpleName()));
        }
        return new WireException(
                found
                        + (names.isEmpty() ? "" : ", expected " + names)
                        + ": upgrade the reader, or write with a schema of its release");
    }

    private static String named(String record, long fingerprint) {
        return record + " (" + wireOrder(fingerprint) + ")";
    }

    /** 16 hexadecimal digits in the order in which the bytes travel. */
    private static String wireOrder(long fingerprint) {
        return HEX.toHexDigits(Long.reverseBytes(fingerprint));
    }
}
