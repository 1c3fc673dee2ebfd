package io.ftte.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The schemas with which earlier releases wrote records: resources {@code
 * history/<release>/<Record>.avsc} beside this class, each self-contained and never changed.
 */
final class SchemaHistory {

    /** Every release whose records are read, oldest first. */
    static final List<String> RELEASES =
            List.of("0.1.0-pre", "0.1.0-pre.2", "0.1.0-pre.3", "0.1.0-pre.4", "0.1.0-pre.5");

    private final String root;
    private final List<String> releases;

    SchemaHistory(String root, List<String> releases) {
        this.root = root;
        this.releases = List.copyOf(releases);
    }

    /** That of this build. */
    static SchemaHistory bundled() {
        return new SchemaHistory("history", RELEASES);
    }

    /** The schemas that a record has had, oldest first; of no release that lacked the record. */
    List<Schema> of(String record) {
        List<Schema> schemas = new ArrayList<>();
        for (String release : releases) {
            String name = root + "/" + release + "/" + record + ".avsc";
            try (InputStream in = SchemaHistory.class.getResourceAsStream(name)) {
                if (in != null) {
                    schemas.add(new Schema.Parser().parse(in));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(name + " cannot be read", e);
            }
        }
        return schemas;
    }
}
