package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files {@code avro/<Record>.avsc} of the jar. */
class PublishedSchemasTest {

    static Stream<Class<? extends SpecificRecord>> types() {
        return RecordCodec.TYPES.stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void file_parsedAlone_isTheClassesSchema(Class<? extends SpecificRecord> type)
            throws Exception {
        Schema published;
        try (InputStream in = type.getResourceAsStream("/avro/" + type.getSimpleName() + ".avsc")) {
            published = new Schema.Parser().parse(in);
        }
        assertThat(published.toString()).doesNotContain("avro.java");
        noteJavaStrings(published);
        // With documentation, defaults and properties.
        assertThat(published.toString()).isEqualTo(SpecificData.get().getSchema(type).toString());
    }

    /** What the build compiled is what the sources say now, nested records included. */
    @ParameterizedTest
    @MethodSource("types")
    void class_ofARecord_hasTheSourcesSchema(Class<? extends SpecificRecord> type)
            throws Exception {
        Path sources = Path.of("src/main/avro");
        Schema.Parser parser = new Schema.Parser();
        try (Stream<Path> shared = Files.list(sources.resolve("shared"))) {
            for (Path file : shared.toList()) {
                parser.parse(file.toFile());
            }
        }
        Schema source = parser.parse(sources.resolve(type.getSimpleName() + ".avsc").toFile());
        noteJavaStrings(source);
        assertThat(source.toString()).isEqualTo(SpecificData.get().getSchema(type).toString());
    }

    @Test
    void sources_exceptTheSharedOnes_areRecordsThatTravel() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/avro"))) {
            assertThat(files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            types().map(type -> type.getSimpleName() + ".avsc").toList());
        }
    }

    private static void noteJavaStrings(Schema schema) {
        switch (schema.getType()) {
            case STRING -> GenericData.setStringType(schema, GenericData.StringType.String);
            case MAP -> {
                GenericData.setStringType(schema, GenericData.StringType.String);
                noteJavaStrings(schema.getValueType());
            }
            case ARRAY -> noteJavaStrings(schema.getElementType());
            case UNION -> schema.getTypes().forEach(PublishedSchemasTest::noteJavaStrings);
            case RECORD -> schema.getFields().forEach(field -> noteJavaStrings(field.schema()));
            default -> {}
        }
    }
}
