package io.ftte.schemas.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One line of {@code updates.jsonl}: a whole update with its event time. */
public final class UpdateJson {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** What a line was. */
    public sealed interface Result permits Parsed, Malformed {}

    /**
     * @param eventTime ms since the epoch, what Kafka would carry as the record's timestamp
     * @param key the device id in UTF-8
     * @param value a {@link DeviceUpdate} in single-object encoding, its delta in F32
     */
    public record Parsed(long eventTime, byte[] key, byte[] value) implements Result {}

    /**
     * @param detail one line for a person
     */
    public record Malformed(String detail) implements Result {}

    private UpdateJson() {}

    /**
     * Reads a line with strict types. A component outside the range of float32, or one of the
     * strings "NaN", "Infinity" and "-Infinity", becomes the non-finite float: whether to refuse it
     * is decided later, with a reason of its own. Unknown fields are skipped.
     */
    public static Result parse(String line) {
        try (JsonParser in = FACTORY.createParser(line)) {
            UpdateLine update = new UpdateLine(in);
            DeviceUpdate value = update.toUpdate();
            return new Parsed(
                    update.eventTime(),
                    value.getDeviceId().getBytes(StandardCharsets.UTF_8),
                    RecordCodec.encode(value));
        } catch (JsonProcessingException e) {
            return new Malformed(JsonErrors.describe(e));
        } catch (IllegalArgumentException e) {
            return new Malformed(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a whole update as a line, without the line's end.
     *
     * @throws IllegalArgumentException for a chunk: a line has no place to say which part it is
     */
    public static String write(DeviceUpdate u, long eventTime) {
        float[] delta = delta(u);
        StringWriter out = new StringWriter(200 + 22 * delta.length);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("modelId", u.getModelId());
            json.writeStringField("deviceId", u.getDeviceId());
            json.writeNumberField("sequence", u.getSequence());
            json.writeNumberField("baseVersion", u.getBaseVersion());
            json.writeNumberField("planId", u.getPlanId());
            json.writeNumberField("eventTime", eventTime);
            json.writeNumberField("examples", u.getExamples());
            json.writeArrayFieldStart("delta");
            for (float component : delta) {
                // As a double: exact, and a non-finite number becomes a string.
                json.writeNumber((double) component);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static float[] delta(DeviceUpdate u) {
        ByteBuffer buffer = u.getDelta().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        TensorEncoding encoding = u.getEncoding();
        int count = Tensors.components(encoding, bytes.length);
        if (count < 0 || u.getFrom() != 0 || u.getTotalLength() != count) {
            throw new IllegalArgumentException("only whole updates have a text form");
        }
        float[] delta = new float[count];
        Tensors.decode(encoding, bytes, 0, 0, 0, count, delta, 0);
        return delta;
    }
}
