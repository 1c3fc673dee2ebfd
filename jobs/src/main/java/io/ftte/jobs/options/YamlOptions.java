package io.ftte.jobs.options;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.topics.OptionsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Options from a YAML file: a map of names to values, where nested names are joined by dots. A
 * value is what is written there: {@code 0123456} may be a password and {@code 1.10} a topic.
 */
public final class YamlOptions {
    private YamlOptions() {}

    /**
     * Names to values, in the file's order; an empty file has none.
     *
     * @throws OptionsException if the file is missing, cannot be read or is no map of plain values
     */
    public static Map<String, String> read(Path file) {
        Map<String, String> options = new LinkedHashMap<>();
        JsonNode root = YamlDocument.written(file, "--config");
        if (!root.isNull()) {
            flatten(file, "", root, options);
        }
        return options;
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
            } else if (!value.isTextual()) {
                throw new OptionsException(
                        file
                                + ": "
                                + name
                                + " needs one plain value; a word such as null stands in quotes");
            } else if (options.putIfAbsent(name, value.textValue()) != null) {
                throw new OptionsException(
                        file + ": " + name + " is there twice; take one of them out");
            }
        }
    }
}
