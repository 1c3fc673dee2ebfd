package io.ftte.jobs.options;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A YAML file of one document. What the parser would pass over in silence, a second document and
 * what an alias stands for, is refused.
 */
public final class YamlDocument {
    private static final YAMLMapper MAPPER =
            YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private YamlDocument() {}

    /**
     * With YAML's types: {@code 0.01} is a number and {@code no} is false; null where the file is
     * empty.
     *
     * @param option that names the file, for a message
     * @throws OptionsException one line where the file is missing or cannot be read
     */
    public static JsonNode typed(Path file, String option) {
        return read(file, option, MAPPER::readTree);
    }

    /** The same without types: whatever is not null is text, as it is written. */
    static JsonNode written(Path file, String option) {
        return read(
                file,
                option,
                text -> {
                    try (JsonParser in = MAPPER.createParser(text)) {
                        return in.nextToken() == null ? NODES.nullNode() : written(in);
                    }
                });
    }

    private static JsonNode read(Path file, String option, Reading reading) {
        try {
            String text = Files.readString(file);
            requireOne(file, text);
            JsonNode root = reading.of(text);
            return root.isMissingNode() ? NODES.nullNode() : root;
        } catch (NoSuchFileException e) {
            throw new OptionsException("There is no file " + file + ": correct " + option);
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

    private static void requireOne(Path file, String text) throws IOException {
        try (YAMLParser in = MAPPER.getFactory().createParser(text)) {
            int depth = 0;
            int documents = 0;
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                documents += depth == 0 ? 1 : 0;
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (documents > 1) {
                    throw refused(
                            file,
                            in,
                            "a second document begins; write one, without --- between its lines");
                }
                if (in.isCurrentAlias()) {
                    throw refused(
                            file,
                            in,
                            "*%s stands for something else; write that out"
                                    .formatted(in.getText()));
                }
            }
        }
    }

    private static OptionsException refused(Path file, YAMLParser in, String what) {
        return new OptionsException(
                "%s line %d: %s".formatted(file, in.currentTokenLocation().getLineNr(), what));
    }

    private static JsonNode written(JsonParser in) throws IOException {
        switch (in.currentToken()) {
            case START_OBJECT:
                ObjectNode object = NODES.objectNode();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String name = in.currentName();
                    in.nextToken();
                    object.set(name, written(in));
                }
                return object;
            case START_ARRAY:
                ArrayNode array = NODES.arrayNode();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    array.add(written(in));
                }
                return array;
            case VALUE_NULL:
                return NODES.nullNode();
            default:
                // Of a number, too, the parser keeps the characters.
                return NODES.textNode(in.getText());
        }
    }

    /** Makes something of a file's text. */
    private interface Reading {
        JsonNode of(String text) throws IOException;
    }
}
