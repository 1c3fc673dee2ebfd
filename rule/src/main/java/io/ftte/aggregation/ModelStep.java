package io.ftte.aggregation;

import io.ftte.aggregation.SpectralStep.LayerStep;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The step of a whole model at once: what shards and, under the spectral step, layers make of it
 * apart from each other in a job.
 */
public final class ModelStep {
    private final ServerStep server;
    private final Optional<SpectralStep> spectral;
    private final List<LayerMatrix> layers;

    /**
     * @param head a registration that {@link ServerStep#checkRegistration} lets pass
     */
    public ModelStep(AggregationSettings settings, ModelRegistration head) {
        server = new ServerStep(settings);
        spectral = SpectralStep.of(settings);
        layers = spectral.isPresent() ? ModelLayers.of(head) : List.of();
    }

    /** Version 0. */
    public ShardModel begin(float[] parameters) {
        return new ShardModel(parameters, server);
    }

    /** As {@link ServerStep#apply}. */
    public long apply(
            ShardModel model, float[] sum, double[] divisor, double totalDivisor, long version) {
        return spectral.isPresent()
                ? apply(spectral.get(), model, sum, divisor, totalDivisor)
                : server.apply(model, sum, divisor, totalDivisor, version);
    }

    private long apply(
            SpectralStep step, ShardModel model, float[] sum, double[] divisor, double total) {
        float[] steps = new float[sum.length];
        long nonFinite = 0;
        for (LayerMatrix layer : layers) {
            LayerStep one =
                    step.of(
                            layer,
                            Arrays.copyOfRange(sum, layer.start(), layer.end()),
                            Arrays.copyOfRange(divisor, layer.start(), layer.end()),
                            total);
            System.arraycopy(one.values(), 0, steps, layer.start(), layer.count());
            nonFinite += one.nonFinite();
        }
        return nonFinite + server.add(model, steps);
    }
}
