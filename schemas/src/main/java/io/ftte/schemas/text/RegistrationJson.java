package io.ftte.schemas.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.network.Network;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.wire.Tensors;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model registration as a JSON file ({@code model-0.json}): tensors, plans, aggregation settings,
 * and the initial parameters as base64 of little-endian float32.
 *
 * <p>Where it has an {@code architecture} and no tensors, these follow from it; so do, where they
 * are absent, the initial parameters ({@link HeNormal} of {@code seed}, by default 0), one plan, of
 * id 1, that trains everything, and the event time 0.
 */
public final class RegistrationJson {

    /** The parameters are one string; Jackson's own limit of 20 MB is 3.7 million parameters. */
    private static final StreamReadConstraints LONG_STRINGS =
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();

    private static final ObjectMapper MAPPER =
            new ObjectMapper(
                            JsonFactory.builder()
                                    .streamReadConstraints(LONG_STRINGS)
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RegistrationJson() {}

    /**
     * Reads a registration; settings that are not there get their defaults, or those of {@link
     * Preset#DEFAULT} where it has an architecture and names neither a preset nor a step.
     *
     * @throws IOException where the file cannot be read
     * @throws IllegalArgumentException one line with the file's name and what is wrong in it; an
     *     unknown field is named
     */
    public static ModelDefinition read(Path file) throws IOException {
        return read(file, AggregationJson.defaults());
    }

    /** The same with other defaults than a recording's; a live job bounds the staleness. */
    public static ModelDefinition read(Path file, AggregationSettings defaults) throws IOException {
        try {
            return definition(new JsonFields(tree(file), ""), defaults);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": " + JsonErrors.describe(e), e);
        } catch (CharConversionException e) {
            throw new IllegalArgumentException(file + ": " + JsonErrors.describe(e), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** The file's form, every setting written out. */
    public static String write(ModelDefinition definition) {
        ModelRegistration head = definition.head();
        ObjectNode out = MAPPER.createObjectNode();
        out.put("modelId", head.getModelId());
        out.put("eventTime", head.getEventTime());
        ArrayNode tensors = out.putArray("tensors");
        for (Tensor tensor : head.getTensors()) {
            ArrayNode shape = tensors.addObject().put("name", tensor.getName()).putArray("shape");
            tensor.getShape().forEach(shape::add);
        }
        ArrayNode plans = out.putArray("plans");
        for (Plan plan : head.getPlans()) {
            write(plan, plans.addObject());
        }
        float[] parameters = definition.parameters();
        if (!head.getPersonal().isEmpty()) {
            head.getPersonal().forEach(out.putArray("personal")::add);
        }
        out.put("parameters", Tensors.encode(TensorEncoding.F32, parameters, 0, parameters.length));
        out.set("aggregation", AggregationJson.write(head.getAggregation()));
        try {
            if (head.getArchitecture() != null) {
                out.set("architecture", MAPPER.readTree(head.getArchitecture()));
            }
            return MAPPER.writeValueAsString(out);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the architecture of " + head.getModelId() + " is not valid JSON", e);
        }
    }

    static JsonNode tree(Path file) throws IOException {
        return MAPPER.readTree(file.toFile());
    }

    static List<Plan> plans(JsonFields in) {
        return in.objects("plans").stream().map(RegistrationJson::plan).toList();
    }

    private static ModelDefinition definition(JsonFields in, AggregationSettings defaults) {
        String modelId = in.text("modelId");
        Optional<JsonNode> architecture = in.value("architecture");
        if (architecture.isPresent() && in.value("tensors").isEmpty()) {
            return byArchitecture(in, modelId, architecture.get(), defaults);
        }
        in.required("eventTime");
        long eventTime = in.integer("eventTime").getAsLong();
        List<Tensor> tensors =
                in.objects("tensors").stream().map(RegistrationJson::tensor).toList();
        List<Plan> plans = plans(in);
        List<String> personal = personal(in);
        var settings = AggregationSection.read(in, defaults).of(architecture);
        float[] parameters = ParametersText.decode(in.text("parameters"));
        in.end();
        return ModelDefinition.of(
                modelId,
                eventTime,
                tensors,
                plans,
                personal,
                settings,
                parameters,
                architecture.map(JsonNode::toString));
    }

    private static ModelDefinition byArchitecture(
            JsonFields in, String modelId, JsonNode architecture, AggregationSettings defaults) {
        Network network = NetworkJson.read(architecture);
        List<Tensor> tensors = NetworkTensors.of(network);
        // Before initial parameters are drawn for it.
        ModelDefinition.checkTensors(tensors);
        long eventTime = in.integer("eventTime").orElse(0);
        List<String> personal = personal(in);
        List<Plan> plans =
                in.value("plans").isPresent()
                        ? plans(in)
                        : List.of(NetworkTensors.everythingBut(network, personal));
        var settings = AggregationSection.read(in, defaults).ofMatrices();
        float[] parameters =
                in.value("parameters").isPresent()
                        ? ParametersText.decode(in.text("parameters"))
                        : HeNormal.parameters(network, in.integer("seed").orElse(0));
        in.end();
        return ModelDefinition.of(
                modelId,
                eventTime,
                tensors,
                plans,
                personal,
                settings,
                parameters,
                Optional.of(architecture.toString()));
    }

    private static Tensor tensor(JsonFields in) {
        Tensor tensor = new Tensor(in.text("name"), in.integers("shape"));
        in.end();
        return tensor;
    }

    private static List<String> personal(JsonFields in) {
        return in.texts("personal");
    }

    private static Plan plan(JsonFields in) {
        Plan plan =
                new Plan(
                        in.requiredInt("planId"),
                        in.objects("trainable").stream().map(RegistrationJson::range).toList(),
                        in.value("tier").isPresent() ? in.requiredInt("tier") : null);
        in.end();
        return plan;
    }

    private static TensorRange range(JsonFields in) {
        TensorRange range =
                new TensorRange(in.text("tensor"), in.requiredInt("from"), in.requiredInt("to"));
        in.end();
        return range;
    }

    private static void write(Plan plan, ObjectNode out) {
        out.put("planId", plan.getPlanId());
        if (plan.getTier() != null) {
            out.put("tier", plan.getTier());
        }
        ArrayNode trainable = out.putArray("trainable");
        for (TensorRange range : plan.getTrainable()) {
            trainable
                    .addObject()
                    .put("tensor", range.getTensor())
                    .put("from", range.getFrom())
                    .put("to", range.getTo());
        }
    }
}
