package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * A file of test vectors, by which programs in other languages check that they read and write what
 * this project does.
 *
 * @param name of the file in {@code schemas/vectors}, without its ending
 */
record VectorFile(String name) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Writes the file anew where the property {@code docs.write} is set; compares otherwise. */
    void assertHolds(ArrayNode vectors) throws IOException {
        Path path = Path.of("vectors", name + ".json");
        String expected =
                MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(vectors) + "\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(path, expected);
        }
        assertThat(path)
                .as(
                        "schemas/%s; write it with mvn -pl schemas -am test -Ddocs.write=true"
                                + " -Dtest='*VectorsTest' -Dsurefire.failIfNoSpecifiedTests=false",
                        path)
                .hasContent(expected);
    }

    static ArrayNode array() {
        return JSON.arrayNode();
    }

    static ObjectNode object(String name) {
        return JSON.objectNode().put("name", name);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return hex(copy);
    }

    /** A record's fields by name; bytes as hexadecimal digits, symbols and absent values plain. */
    static JsonNode meaning(Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof IndexedRecord record) {
            ObjectNode fields = JSON.objectNode();
            for (Schema.Field field : record.getSchema().getFields()) {
                fields.set(field.name(), meaning(record.get(field.pos())));
            }
            return fields;
        }
        if (value instanceof Collection<?> items) {
            ArrayNode array = JSON.arrayNode();
            items.forEach(item -> array.add(meaning(item)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode entries = JSON.objectNode();
            map.forEach((key, item) -> entries.set(key.toString(), meaning(item)));
            return entries;
        }
        if (value instanceof ByteBuffer bytes) {
            return JSON.textNode(hex(bytes));
        }
        if (value instanceof Boolean bool) {
            return JSON.booleanNode(bool);
        }
        if (value instanceof Float || value instanceof Double) {
            return JSON.numberNode(((Number) value).doubleValue());
        }
        if (value instanceof Number number) {
            return JSON.numberNode(number.longValue());
        }
        return JSON.textNode(value.toString());
    }
}
