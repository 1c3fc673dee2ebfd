package io.ftte.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The schema of every record that travels, each in a file of its own that refers to no other: for
 * readers and writers in other languages, and for the {@link SchemaHistory}. The build writes them
 * into the jar as {@code avro/<Record>.avsc}.
 */
public final class PublishedSchemas {

    /** How Avro's Java notes on a type which class holds its strings. */
    private static final String JAVA_STRING = "avro.java.string";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PublishedSchemas() {}

    /**
     * Writes the files that are not there yet or hold something else.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Class<? extends SpecificRecord> type : RecordCodec.TYPES) {
            Path file = folder.resolve(type.getSimpleName() + ".avsc");
            String text = text(SpecificData.get().getSchema(type));
            if (!Files.exists(file) || !Files.readString(file).equals(text)) {
                Files.writeString(file, text);
            }
        }
    }

    /** A schema without what only Java's classes need, with a line break at the end. */
    static String text(Schema schema) throws IOException {
        return MAPPER.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(plain(MAPPER.readTree(schema.toString())))
                + "\n";
    }

    private static JsonNode plain(JsonNode node) {
        if (node.isArray()) {
            var elements = MAPPER.createArrayNode();
            node.forEach(element -> elements.add(plain(element)));
            return elements;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode fields = MAPPER.createObjectNode();
        node.fields()
                .forEachRemaining(field -> fields.set(field.getKey(), plain(field.getValue())));
        boolean noted = fields.remove(JAVA_STRING) != null;
        return noted && fields.size() == 1 ? fields.get("type") : fields;
    }
}
