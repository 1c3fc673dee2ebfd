package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;

/** The manifest against the schema that the Flink operator publishes for it. */
class FlinkDeploymentTest {
    private static final Path MANIFEST =
            Path.of("..", "docker", "kubernetes", "flinkdeployment.yaml");
    private static final String SCHEMA =
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
    private static final YAMLMapper YAML = new YAMLMapper();

    private final ObjectNode manifest = (ObjectNode) YAML.readTree(MANIFEST.toFile());
    private final ObjectNode spec = (ObjectNode) manifest.get("spec");
    private final String flinkVersion = spec.get("flinkVersion").asText();

    FlinkDeploymentTest() throws IOException {
        // The schema is of an operator that knows no later Flink; the other fields are as today.
        spec.put("flinkVersion", "v1_20");
    }

    @Test
    void manifest_operatorsSchema_fits() throws IOException {
        assertThat(validate(manifest)).isEmpty();
    }

    @Test
    void manifest_flinkVersion_isThatOfTheBuild() {
        assertThat(EnvironmentInformation.getVersion())
                .startsWith(flinkVersion.substring(1).replace('_', '.') + ".");
    }

    @Test
    void manifest_wrongOrUnknownFields_areFound() throws IOException {
        ((ObjectNode) spec.get("job")).put("upgradeMode", "last-stat").put("savepoint", "s3://b");

        assertThat(validate(manifest))
                .extracting(ValidationMessage::getMessage)
                .anyMatch(message -> message.contains("upgradeMode"))
                .anyMatch(message -> message.contains("savepoint"))
                .hasSize(2);
    }

    private static Set<ValidationMessage> validate(JsonNode manifest) throws IOException {
        try (InputStream file = FlinkDeploymentTest.class.getResourceAsStream(SCHEMA)) {
            JsonNode schema = YAML.readTree(file).at("/spec/versions/0/schema/openAPIV3Schema");
            closeObjects(schema.at("/properties/spec"));
            JsonSchema compiled =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
            return compiled.validate(manifest);
        }
    }

    /** A cluster drops fields that it does not know without a word; here they are errors. */
    private static void closeObjects(JsonNode schema) {
        boolean known =
                schema.path("properties").isObject()
                        && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        if (known && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(FlinkDeploymentTest::closeObjects);
    }
}
