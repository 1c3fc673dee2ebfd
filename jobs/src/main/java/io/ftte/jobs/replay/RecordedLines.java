package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.text.UpdateJson;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Text in UTF-8, one update a line, plain or compressed by gzip. A byte-order mark and lines
 * without any letter are passed over; lines count from 0 all the same.
 */
final class RecordedLines implements RecordedFile {
    private static final byte[] GZIP = {0x1F, (byte) 0x8B};
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final byte[] BIG_ENDIAN = {(byte) 0xFE, (byte) 0xFF};
    private static final byte[] LITTLE_ENDIAN = {(byte) 0xFF, (byte) 0xFE};

    private final Path path;
    private final BufferedReader reader;
    private final SeekableByteChannel channel;
    private long line = -1;
    private boolean ended;

    RecordedLines(Path path) throws IOException {
        this.path = path;
        channel = Files.newByteChannel(path);
        try {
            reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    text(Channels.newInputStream(channel)),
                                    StandardCharsets.UTF_8
                                            .newDecoder()
                                            .onMalformedInput(CodingErrorAction.REPLACE)
                                            .onUnmappableCharacter(CodingErrorAction.REPLACE)));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The text behind its mark. */
    private InputStream text(InputStream file) throws IOException {
        InputStream in = new BufferedInputStream(file);
        if (begins(in, GZIP)) {
            in = new BufferedInputStream(new GZIPInputStream(in));
        }
        if (begins(in, AVRO)) {
            throw new IOException(path + " is a compressed Avro recording: unpack it first");
        }
        if (begins(in, MARK)) {
            in.skipNBytes(MARK.length);
        } else if (isUtf16(in)) {
            throw new IOException(path + " is in UTF-16: write it in UTF-8");
        }
        return in;
    }

    private static boolean begins(InputStream in, byte[] with) throws IOException {
        return Arrays.equals(peek(in, with.length), with);
    }

    /** A mark of its own, or a character of ASCII in two bytes. */
    private static boolean isUtf16(InputStream in) throws IOException {
        byte[] first = peek(in, 2);
        return first.length == 2
                && (first[0] == 0
                        || first[1] == 0
                        || Arrays.equals(first, BIG_ENDIAN)
                        || Arrays.equals(first, LITTLE_ENDIAN));
    }

    private static byte[] peek(InputStream in, int bytes) throws IOException {
        in.mark(bytes);
        byte[] first = in.readNBytes(bytes);
        in.reset();
        return first;
    }

    @Override
    public Optional<RawRecord> read() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        String text;
        try {
            do {
                text = reader.readLine();
                line++;
            } while (text != null && text.isBlank());
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot be read behind line %d (%s)".formatted(path, line, e.getMessage()),
                    e);
        }
        return Optional.ofNullable(text).map(this::record);
    }

    private RawRecord record(String text) {
        UpdateJson.Result result = UpdateJson.parse(text);
        if (result instanceof UpdateJson.Parsed parsed) {
            return RawRecord.of(0, line, parsed.eventTime(), parsed.key(), parsed.value());
        }
        return RawRecord.withoutTime(
                0,
                line,
                new byte[0],
                text.getBytes(StandardCharsets.UTF_8),
                ((UpdateJson.Malformed) result).detail());
    }

    /** What is damaged in the middle has no end that can be found. */
    @Override
    public void skip() throws IOException {
        channel.position(channel.size());
        ended = true;
    }

    @Override
    public long position() {
        try {
            return channel.position();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
