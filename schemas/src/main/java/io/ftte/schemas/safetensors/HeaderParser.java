package io.ftte.schemas.safetensors;

import static io.ftte.schemas.safetensors.SafetensorsTensor.shown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.ftte.schemas.text.JsonErrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Streams a header: its size bounds what is allocated, whatever it says. */
final class HeaderParser {

    /** Texts may be as long as the header, whose size is bounded before it is read. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength((int) SafetensorsFile.MAX_HEADER_BYTES)
                                    .maxNameLength((int) SafetensorsFile.MAX_HEADER_BYTES)
                                    .build())
                    .build();

    /** NumPy's own limit. */
    private static final int MAX_DIMENSIONS = 64;

    private final JsonParser in;
    private final List<SafetensorsTensor> tensors = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private HeaderParser(JsonParser in) {
        this.in = in;
    }

    /**
     * @throws IllegalArgumentException one line, where the text is no header
     */
    static SafetensorsHeader parse(byte[] text) {
        require(text.length > 0 && text[0] == '{', "its header does not begin with {");
        // Left to itself, the parser guesses the encoding and passes over bad UTF-8.
        Reader utf8 =
                new InputStreamReader(
                        new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser in = FACTORY.createParser(utf8)) {
            return new HeaderParser(in).header();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its header is " + JsonErrors.describe(e), e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("its header is not UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SafetensorsHeader header() throws IOException {
        in.nextToken();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            boolean isMetadata = name.equals(SafetensorsHeader.METADATA);
            if (isMetadata && in.currentToken() == JsonToken.VALUE_NULL) {
                continue; // As the reference implementation reads it: there is none.
            }
            require(
                    in.currentToken() == JsonToken.START_OBJECT,
                    shown(name) + " must be an object");
            if (isMetadata) {
                readMetadata();
            } else {
                tensors.add(tensor(name));
            }
        }
        require(in.nextToken() == null, "something follows the header's object");
        tensors.sort(
                Comparator.comparingLong(SafetensorsTensor::from)
                        .thenComparingLong(SafetensorsTensor::to));
        return new SafetensorsHeader(tensors, metadata);
    }

    private void readMetadata() throws IOException {
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String key = in.currentName();
            require(
                    in.nextToken() == JsonToken.VALUE_STRING,
                    "metadata " + shown(key) + " must be a string");
            metadata.put(key, in.getText());
        }
    }

    private SafetensorsTensor tensor(String name) throws IOException {
        String dtype = "";
        List<Long> shape = List.of();
        List<Long> offsets = List.of();
        boolean shaped = false;
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "dtype" -> {
                    require(
                            in.currentToken() == JsonToken.VALUE_STRING,
                            "dtype of tensor " + shown(name) + " must be a string");
                    dtype = in.getText();
                }
                case "shape" -> {
                    shape = integers(name, field, MAX_DIMENSIONS);
                    shaped = true;
                }
                case "data_offsets" -> offsets = integers(name, field, 2);
                default -> in.skipChildren();
            }
        }
        require(
                !dtype.isEmpty() && shaped && offsets.size() == 2,
                "tensor " + shown(name) + " needs a dtype, a shape and two data_offsets");
        String found = shown(dtype);
        return new SafetensorsTensor(
                name,
                Dtype.of(dtype)
                        .filter(type -> type.isParameter() || SafetensorsTensor.isCounter(name))
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "tensor %s has the type %s; parameters are %s"
                                                        .formatted(
                                                                shown(name),
                                                                found,
                                                                Dtype.known()))),
                shape.stream().map(size -> dimension(name, size)).toList(),
                offsets.get(0),
                offsets.get(1));
    }

    private List<Long> integers(String name, String field, int most) throws IOException {
        String where = field + " of tensor " + shown(name);
        require(in.currentToken() == JsonToken.START_ARRAY, where + " must be an array");
        List<Long> integers = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            require(
                    in.currentToken() == JsonToken.VALUE_NUMBER_INT
                            && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
                    where + " must hold integers of 64 bits");
            require(integers.size() < most, where + " has more than " + most + " numbers");
            integers.add(in.getLongValue());
        }
        return integers;
    }

    private static int dimension(String name, long size) {
        require(size == (int) size, "tensor %s has a dimension of %d".formatted(shown(name), size));
        return (int) size;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
