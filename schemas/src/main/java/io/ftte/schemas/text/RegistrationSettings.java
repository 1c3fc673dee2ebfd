package io.ftte.schemas.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A registration without its tensors and parameters, which come from elsewhere.
 *
 * @param eventTime T(0) in ms since the epoch, where it is said
 * @param plans where there are none, one of id 1 trains everything but running statistics
 * @param architecture the layer list, as JSON
 */
public record RegistrationSettings(
        String modelId,
        OptionalLong eventTime,
        Optional<List<Plan>> plans,
        AggregationSection aggregation,
        Optional<String> architecture) {

    public RegistrationSettings {
        plans = plans.map(List::copyOf);
    }

    /**
     * Reads a file as {@link RegistrationJson} does, but without {@code tensors}, {@code
     * parameters} and {@code seed}.
     *
     * @throws IOException where the file cannot be read
     * @throws IllegalArgumentException one line with the file's name and what is wrong in it
     */
    public static RegistrationSettings read(Path file, AggregationSettings defaults)
            throws IOException {
        try {
            return read(new JsonFields(RegistrationJson.tree(file), ""), defaults);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": " + JsonErrors.describe(e), e);
        } catch (CharConversionException e) {
            throw new IllegalArgumentException(file + ": " + JsonErrors.describe(e), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The registration of these tensors.
     *
     * @param parameters the flat vector, in the order of the tensors; not copied
     * @param now T(0) where the settings say nothing, in ms since the epoch
     * @throws IllegalArgumentException one line, where something does not fit
     */
    public ModelDefinition definition(List<Tensor> tensors, float[] parameters, long now) {
        return ModelDefinition.of(
                modelId,
                eventTime.orElse(now),
                tensors,
                plans.orElseGet(() -> List.of(everything(tensors))),
                aggregation.of(architecture, tensors),
                parameters,
                architecture);
    }

    private static RegistrationSettings read(JsonFields in, AggregationSettings defaults) {
        for (String name : List.of("tensors", "parameters", "seed")) {
            if (in.value(name).isPresent()) {
                throw new IllegalArgumentException(
                        name + " must not stand here: tensors and parameters come from the model");
            }
        }
        Optional<JsonNode> architecture = in.value("architecture");
        architecture.ifPresent(NetworkJson::read);
        RegistrationSettings settings =
                new RegistrationSettings(
                        in.text("modelId"),
                        in.integer("eventTime"),
                        in.value("plans").isPresent()
                                ? Optional.of(RegistrationJson.plans(in))
                                : Optional.empty(),
                        AggregationSection.read(in, defaults),
                        architecture.map(JsonNode::toString));
        in.end();
        return settings;
    }

    /**
     * Whether a tensor is a running mean or variance, as PyTorch's normalisation layers keep them:
     * a forward pass moves them, not a gradient. They train where a plan names them.
     */
    public static boolean isStatistic(Tensor tensor) {
        String name = tensor.getName();
        return name.endsWith("running_mean") || name.endsWith("running_var");
    }

    /** Whether nobody said what trains, so that everything but statistics does. */
    public boolean trainsEverything() {
        return plans.isEmpty();
    }

    private static Plan everything(List<Tensor> tensors) {
        return new Plan(
                ModelDefinition.FIRST_PLAN,
                tensors.stream()
                        .filter(tensor -> !isStatistic(tensor))
                        .map(tensor -> new TensorRange(tensor.getName(), 0, elements(tensor)))
                        .toList(),
                null);
    }

    private static int elements(Tensor tensor) {
        return tensor.getShape().stream().reduce(1, Math::multiplyExact);
    }
}
