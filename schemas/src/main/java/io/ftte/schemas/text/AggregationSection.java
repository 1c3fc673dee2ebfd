package io.ftte.schemas.text;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The settings that a registration gives. Where it names neither a preset nor a step they depend on
 * its tensors, which may be in another file: {@link Preset#DEFAULT} is for a model that has
 * matrices.
 *
 * @param ofMatrices of a model with an architecture, or with a tensor of two axes or more
 * @param ofOthers of any other model
 */
public record AggregationSection(AggregationSettings ofMatrices, AggregationSettings ofOthers) {

    /** A tensor with fewer axes is no matrix. */
    private static final int AXES_OF_MATRIX = 2;

    /**
     * Reads {@code aggregation}, which may be absent.
     *
     * @param defaults what holds where neither the section nor a preset says anything
     */
    static AggregationSection read(JsonFields registration, AggregationSettings defaults) {
        Optional<JsonFields> section = registration.object("aggregation");
        return new AggregationSection(
                read(section, defaults, Optional.of(Preset.DEFAULT)),
                read(section, defaults, Optional.empty()));
    }

    private static AggregationSettings read(
            Optional<JsonFields> section, AggregationSettings defaults, Optional<Preset> unnamed) {
        return section.map(in -> AggregationJson.read(in, defaults, unnamed))
                .orElseGet(() -> unnamed.map(preset -> preset.over(defaults)).orElse(defaults));
    }

    /** Of a model in JSON: it says by an architecture that its tensors are layers. */
    AggregationSettings of(Optional<?> architecture) {
        return architecture.isPresent() ? ofMatrices : ofOthers;
    }

    /** Of a model from a file of tensors. */
    AggregationSettings of(Optional<?> architecture, List<Tensor> tensors) {
        boolean matrices =
                tensors.stream().anyMatch(tensor -> tensor.getShape().size() >= AXES_OF_MATRIX);
        return matrices ? ofMatrices : of(architecture);
    }
}
