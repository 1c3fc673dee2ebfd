package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Today's schemas against the committed first version of each. */
class SchemaCompatibilityTest {

    private static final Path TODAY = Path.of("src/main/avro");
    private static final Path FIRST = Path.of("src/test/resources/v1");

    static List<String> firstVersion() throws IOException {
        return names(FIRST);
    }

    static List<String> today() throws IOException {
        return names(TODAY);
    }

    @ParameterizedTest
    @MethodSource("firstVersion")
    void today_readsFirstVersionsData(String name) throws Exception {
        assertReads(today(name), first(name));
    }

    @ParameterizedTest
    @MethodSource("firstVersion")
    void firstVersion_readsTodaysData(String name) throws Exception {
        assertReads(first(name), today(name));
    }

    @ParameterizedTest
    @MethodSource("firstVersion")
    void firstVersion_isBundledAsAWriter(String name) throws Exception {
        assertThat(RecordCodec.fingerprints()).contains(Header.fingerprint(first(name)));
    }

    @ParameterizedTest
    @MethodSource("today")
    void today_isBundledAsAWriter(String name) throws Exception {
        assertThat(RecordCodec.fingerprints()).contains(Header.fingerprint(today(name)));
    }

    @Test
    void firstVersion_ofEverySchema_isCommitted() throws IOException {
        assertThat(names(FIRST)).isNotEmpty().containsExactlyElementsOf(names(TODAY));
    }

    private static void assertReads(Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        assertThat(result.getType())
                .as(result.getResult().getIncompatibilities().toString())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static Schema first(String name) throws IOException {
        return new Schema.Parser().parse(FIRST.resolve(name + ".avsc").toFile());
    }

    private static Schema today(String name) throws ClassNotFoundException {
        return SpecificData.get().getSchema(Class.forName("io.ftte.schemas." + name));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> f.getFileName().toString().replace(".avsc", ""))
                    .sorted()
                    .toList();
        }
    }
}
