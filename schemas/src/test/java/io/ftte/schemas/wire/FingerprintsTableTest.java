package io.ftte.schemas.wire;

import io.ftte.schemas.text.GeneratedBlock;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** The fingerprints of docs/protocol.md, as they travel. */
class FingerprintsTableTest {

    @Test
    void markdown_docs_holdExactlyThisTable() throws Exception {
        StringBuilder table =
                new StringBuilder(
                        "| record | fingerprint | of earlier releases |\n|---|---|---|\n");
        for (Class<? extends SpecificRecord> type : RecordCodec.TYPES) {
            String name = type.getSimpleName();
            String today = fingerprint(SpecificData.get().getSchema(type));
            List<String> earlier = new ArrayList<>();
            for (Schema schema : SchemaHistory.bundled().of(name)) {
                if (!fingerprint(schema).equals(today)) {
                    earlier.add(fingerprint(schema));
                }
            }
            table.append(
                    "| `%s` | `%s` | %s |\n"
                            .formatted(
                                    name,
                                    today,
                                    String.join(
                                            ", ",
                                            earlier.stream()
                                                    .distinct()
                                                    .map(hex -> "`" + hex + "`")
                                                    .toList())));
        }
        new GeneratedBlock("protocol", "fingerprints").assertHolds(table.toString());
    }

    private static String fingerprint(Schema schema) {
        byte[] header = Header.of(Header.fingerprint(schema));
        return VectorFile.hex(header).substring(4);
    }
}
