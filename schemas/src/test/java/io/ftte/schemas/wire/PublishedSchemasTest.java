package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
    private static final Set<Class<? extends SpecificRecord>> READ_BY_DEVICES =
            Set.of(ModelShard.class, TrainablePlan.class, VersionLineage.class, Rejection.class);

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

    /** The Python device has those of today, and for what it reads those of earlier releases. */
    @ParameterizedTest
    @MethodSource("types")
    void pythonDevice_hasTheseSchemas(Class<? extends SpecificRecord> type) throws Exception {
        String file = type.getSimpleName() + ".avsc";
        Path python = Path.of("..", "devices", "python", "src", "ftte_device", "schemas");
        assertHolds(
                python.resolve(file), PublishedSchemas.text(SpecificData.get().getSchema(type)));
        for (String release : SchemaHistory.RELEASES) {
            try (InputStream in =
                    SchemaHistory.class.getResourceAsStream("history/" + release + "/" + file)) {
                if (in != null && READ_BY_DEVICES.contains(type)) {
                    assertHolds(
                            python.resolve("history").resolve(release).resolve(file),
                            new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static void assertHolds(Path file, String schema) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, schema);
        }
        assertThat(file).as("written by -Ddocs.write=true").hasContent(schema);
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
