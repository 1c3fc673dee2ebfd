package io.ftte.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.aggregation.AggregationRule;
import io.ftte.jobs.OptionsException;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** A registration in JSON that a person named; what is wrong with it is said in one line. */
record ModelFile(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As it is; settings that it does not name are taken from {@code defaults}. */
    ModelDefinition read(AggregationSettings defaults) throws IOException {
        try {
            ModelDefinition definition = RegistrationJson.read(file, defaults);
            // The rule says which settings make sense; the job would refuse the others.
            new AggregationRule(definition.head().getAggregation());
            return definition;
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw missing();
        } catch (IllegalArgumentException e) {
            throw new OptionsException(e.getMessage() + "; correct the file");
        }
    }

    /**
     * With some aggregation settings changed, those not named by the file the rule's defaults.
     *
     * @param changes a setting's path, such as {@code age.exponent}, to its value
     * @param scratch where a changed copy may be put
     */
    ModelDefinition changed(AggregationSettings defaults, Map<String, String> changes, Path scratch)
            throws IOException {
        if (changes.isEmpty()) {
            return read(defaults);
        }
        if (!Files.exists(file)) {
            throw missing();
        }
        JsonNode model = JSON.readTree(file.toFile());
        if (!(model instanceof ObjectNode registration)) {
            throw new OptionsException(file + " is no registration; correct the file");
        }
        changes.forEach(
                (path, value) -> set(registration.withObjectProperty("aggregation"), path, value));
        Path copy = Files.createTempFile(scratch, "model-", ".json");
        JSON.writeValue(copy.toFile(), registration);
        return new ModelFile(copy).read(defaults);
    }

    private static void set(ObjectNode settings, String path, String value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            settings.set(path, parse(value));
        } else {
            set(
                    settings.withObjectProperty(path.substring(0, dot)),
                    path.substring(dot + 1),
                    value);
        }
    }

    /** A number where it reads as one, a text otherwise. */
    private static JsonNode parse(String value) {
        try {
            JsonNode parsed = JSON.readTree(value);
            return parsed.isValueNode() && !parsed.isMissingNode()
                    ? parsed
                    : JSON.getNodeFactory().textNode(value);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(value);
        }
    }

    private OptionsException missing() {
        return new OptionsException("There is no file " + file + ": correct --model");
    }
}
