package io.ftte.schemas.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The schemas that records may have been written with, today's and those of every release. */
final class WriterSchemas {

    private final Map<Long, Writer> byFingerprint = new HashMap<>();

    /** A schema that records may have been written with, and the class that holds them today. */
    record Writer(Schema schema, Class<? extends SpecificRecord> type) {}

    WriterSchemas(List<Class<? extends SpecificRecord>> types, SchemaHistory history) {
        for (Class<? extends SpecificRecord> type : types) {
            history.of(type.getSimpleName()).forEach(schema -> add(schema, type));
            add(SpecificData.get().getSchema(type), type);
        }
    }

    WriterSchemas(Map<Schema, Class<? extends SpecificRecord>> writers) {
        writers.forEach(this::add);
    }

    private void add(Schema schema, Class<? extends SpecificRecord> type) {
        byFingerprint.put(Header.fingerprint(schema), new Writer(schema, type));
    }

    Optional<Writer> find(long fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }

    Set<Long> fingerprints() {
        return Set.copyOf(byFingerprint.keySet());
    }
}
