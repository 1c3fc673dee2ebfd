package io.ftte.jobs.options;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Options from a YAML file: a map of names to values, where nested names are joined by dots. */
public final class YamlOptions {
    private static final YAMLMapper MAPPER =
            YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    private YamlOptions() {}

    /**
     * Names to values, in the file's order; an empty file has none.
     *
     * @throws OptionsException if the file is missing, cannot be read or is no map of plain values
     */
    public static Map<String, String> read(Path file) {
        try {
            Map<String, String> options = new LinkedHashMap<>();
            JsonNode root = MAPPER.readTree(Files.readString(file));
            if (!root.isMissingNode() && !root.isNull()) {
                flatten(file, "", root, options);
            }
            return options;
        } catch (NoSuchFileException e) {
            throw new OptionsException("There is no file " + file + ": correct --config");
        } catch (JsonProcessingException e) {
            throw new OptionsException(
                    "%s line %d: %s; correct the YAML"
                            .formatted(
                                    file,
                                    e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                                    e.getOriginalMessage().lines().findFirst().orElse("invalid")));
        } catch (IOException e) {
            throw new OptionsException("Cannot read " + file + ": " + e.getMessage());
        }
    }

    private static void flatten(
            Path file, String prefix, JsonNode node, Map<String, String> options) {
        if (!node.isObject()) {
            throw new OptionsException(file + " is no map: write lines of the form name: value");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = prefix + field.getKey();
            JsonNode value = field.getValue();
            if (value.isObject()) {
                flatten(file, name + ".", value, options);
            } else if (value.isValueNode() && !value.isNull()) {
                options.put(name, value.asText());
            } else {
                throw new OptionsException(file + ": " + name + " needs one plain value");
            }
        }
    }
}
