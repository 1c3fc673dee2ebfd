package io.ftte.sql;

import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.table.api.ValidationException;

/** The records that a table can be made of, by the word that {@code ftte.record} has for each. */
enum RecordType {
    LINEAGE(VersionLineage.class),
    UPDATE(DeviceUpdate.class),
    REJECTION(Rejection.class),
    PROFILE(DeviceProfile.class);

    private final Class<? extends SpecificRecord> type;

    RecordType(Class<? extends SpecificRecord> type) {
        this.type = type;
    }

    /**
     * The type that a word names.
     *
     * @throws ValidationException one line, if it names none
     */
    static RecordType of(String word) {
        return Stream.of(values())
                .filter(type -> type.word().equals(word))
                .findAny()
                .orElseThrow(
                        () ->
                                new ValidationException(
                                        "'ftte.record' = '%s' is no record, the nearest is '%s'; %s"
                                                .formatted(
                                                        word,
                                                        NearestName.of(word, words()),
                                                        choice())));
    }

    /** What can be named, for a person. */
    static String choice() {
        return "records are " + String.join(", ", words());
    }

    private static List<String> words() {
        return Stream.of(values()).map(RecordType::word).toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a column can be, by its name, in the record's order. */
    Map<String, Schema> fields() {
        Map<String, Schema> fields = new LinkedHashMap<>();
        for (Schema.Field field : schema().getFields()) {
            fields.put(field.name(), field.schema());
        }
        if (this == UPDATE) {
            fields.putAll(UpdateFields.DERIVED);
        }
        return fields;
    }

    /**
     * What reads these fields of a record's bytes.
     *
     * @param names of {@link #fields}
     */
    RecordFields reader(List<String> names) {
        return this == UPDATE ? new UpdateFields(names) : new DecodedFields(type, schema(), names);
    }

    private Schema schema() {
        return SpecificData.get().getSchema(type);
    }
}
