package io.ftte.schemas.safetensors;

import static io.ftte.schemas.safetensors.SafetensorsTensor.shown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a file: {@code {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
 * …, "__metadata__": {"key": "value"}}}.
 *
 * @param tensors ascending, without a gap from byte 0 of the data
 * @param metadata texts that mean nothing to the format
 */
record SafetensorsHeader(List<SafetensorsTensor> tensors, Map<String, String> metadata) {

    static final String METADATA = "__metadata__";

    /** Headers are padded with spaces, so that the data can be mapped as numbers. */
    private static final int ALIGNMENT = 8;

    private static final JsonFactory FACTORY = new JsonFactory();

    SafetensorsHeader {
        tensors = List.copyOf(tensors);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        long end = 0;
        for (SafetensorsTensor tensor : tensors) {
            if (tensor.from() != end) {
                throw new IllegalArgumentException(
                        "tensor %s begins at byte %d of the data, but the one before it ends at %d"
                                .formatted(shown(tensor.name()), tensor.from(), end));
            }
            end = tensor.to();
        }
    }

    /** Bytes of data that follow the header. */
    long dataBytes() {
        return tensors.isEmpty() ? 0 : tensors.get(tensors.size() - 1).to();
    }

    /** The header's text with its padding. */
    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeObjectFieldStart(METADATA);
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            for (SafetensorsTensor tensor : tensors) {
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", tensor.dtype().name());
                json.writeFieldName("shape");
                json.writeArray(
                        tensor.shape().stream().mapToInt(Integer::intValue).toArray(),
                        0,
                        tensor.shape().size());
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {tensor.from(), tensor.to()}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (out.size() % ALIGNMENT != 0) {
            out.write(' ');
        }
        return out.toByteArray();
    }
}
