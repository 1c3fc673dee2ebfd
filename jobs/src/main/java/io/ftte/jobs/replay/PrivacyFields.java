package io.ftte.jobs.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.VersionPrivacy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** What a lineage says of a private model, by the names that its schema has. */
public final class PrivacyFields {
    private static final String NAME = "privacy";

    private PrivacyFields() {}

    /** Numbers and texts, in the order of the schema. */
    public static Map<String, Object> of(VersionPrivacy privacy) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Schema.Field field : privacy.getSchema().getFields()) {
            fields.put(field.name(), privacy.get(field.pos()));
        }
        return fields;
    }

    /** Writes them as a field of the object that is open, where the model is private. */
    public static void write(VersionLineage version, JsonGenerator json) throws IOException {
        if (version.getPrivacy() == null) {
            return;
        }
        json.writeObjectFieldStart(NAME);
        for (Map.Entry<String, Object> field : of(version.getPrivacy()).entrySet()) {
            json.writeObjectField(field.getKey(), field.getValue());
        }
        json.writeEndObject();
    }
}
