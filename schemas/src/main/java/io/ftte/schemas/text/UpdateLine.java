package io.ftte.schemas.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Streams the fields of one update's JSON object, in any order, into a {@link DeviceUpdate}; fails
 * with an {@link IllegalArgumentException} of one line.
 */
final class UpdateLine {

    private static final Set<String> FIELDS =
            Set.of(
                    "modelId",
                    "deviceId",
                    "sequence",
                    "baseVersion",
                    "planId",
                    "eventTime",
                    "examples",
                    "delta");

    private final JsonParser in;
    private final Set<String> missing = new TreeSet<>(FIELDS);

    private String modelId = "";
    private String deviceId = "";
    private long sequence;
    private long baseVersion;
    private int planId;
    private long eventTime;
    private long examples;
    private float[] delta = new float[64];
    private int components;

    UpdateLine(JsonParser in) throws IOException {
        this.in = in;
        require(in.nextToken() == JsonToken.START_OBJECT, "a line must be a JSON object");
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            read(name);
        }
        require(in.nextToken() == null, "something follows the JSON object");
        require(missing.isEmpty(), "missing: " + String.join(", ", missing));
    }

    long eventTime() {
        return eventTime;
    }

    DeviceUpdate toUpdate() {
        byte[] bytes = Tensors.encode(TensorEncoding.F32, delta, 0, components);
        return new DeviceUpdate(
                modelId,
                deviceId,
                sequence,
                baseVersion,
                planId,
                examples,
                components,
                0,
                TensorEncoding.F32,
                ByteBuffer.wrap(bytes),
                null);
    }

    private void read(String name) throws IOException {
        missing.remove(name);
        switch (name) {
            case "modelId" -> modelId = id(name);
            case "deviceId" -> deviceId = id(name);
            case "sequence" -> sequence = notNegative(name);
            case "baseVersion" -> baseVersion = notNegative(name);
            case "planId" -> planId = integer32(name);
            case "eventTime" -> {
                eventTime = integer(name);
                TextRules.checkTime(name, eventTime);
            }
            case "examples" -> examples = integer(name);
            case "delta" -> readDelta();
            default -> in.skipChildren();
        }
    }

    private void readDelta() throws IOException {
        require(in.currentToken() == JsonToken.START_ARRAY, "delta must be an array");
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (components == delta.length) {
                delta = Arrays.copyOf(delta, 2 * components);
            }
            delta[components++] = component();
        }
        require(components > 0, "delta is empty");
    }

    private float component() throws IOException {
        if (in.currentToken().isNumeric()) {
            return (float) in.getDoubleValue();
        }
        require(in.currentToken() == JsonToken.VALUE_STRING, "delta holds more than numbers");
        return switch (in.getText()) {
            case "NaN" -> Float.NaN;
            case "Infinity" -> Float.POSITIVE_INFINITY;
            case "-Infinity" -> Float.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("delta holds a string");
        };
    }

    private String id(String name) throws IOException {
        require(in.currentToken() == JsonToken.VALUE_STRING, name + " must be a string");
        String id = in.getText();
        TextRules.checkId(name, id);
        return id;
    }

    private long integer(String name) throws IOException {
        require(
                in.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
                name + " must be an integer of 64 bits");
        return in.getLongValue();
    }

    private int integer32(String name) throws IOException {
        long value = integer(name);
        require(value == (int) value, name + " must be an integer of 32 bits");
        return (int) value;
    }

    private long notNegative(String name) throws IOException {
        long value = integer(name);
        require(value >= 0, name + " is negative: " + value);
        return value;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
