package io.ftte.cli.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ftte.network.Network;
import io.ftte.selection.Gains;
import io.ftte.selection.GroupGains;
import io.ftte.topics.OptionsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Gains in JSON that a person named: an object, tensor group to number. */
record GainsFile(Path file) {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    Gains read(Network network) throws IOException {
        try {
            return new GroupGains(network, numbers(JSON.readTree(file.toFile())));
        } catch (FileNotFoundException e) {
            throw new OptionsException("There is no file " + file + ": correct --gains");
        } catch (JsonProcessingException e) {
            throw wrong("not valid JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private static Map<String, Double> numbers(JsonNode gains) {
        if (!gains.isObject()) {
            throw new IllegalArgumentException("expected an object, tensor group to gain");
        }
        Map<String, Double> numbers = new HashMap<>();
        gains.fields()
                .forEachRemaining(
                        gain -> {
                            if (!gain.getValue().isNumber()) {
                                throw new IllegalArgumentException(
                                        "the gain of %s must be a number, not %s"
                                                .formatted(gain.getKey(), gain.getValue()));
                            }
                            numbers.put(gain.getKey(), gain.getValue().doubleValue());
                        });
        return numbers;
    }

    private OptionsException wrong(String message) {
        return new OptionsException(file + ": " + message + "; correct the file");
    }
}
