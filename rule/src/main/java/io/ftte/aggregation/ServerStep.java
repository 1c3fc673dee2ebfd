package io.ftte.aggregation;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.DeclaredSettings;
import io.ftte.schemas.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * One step of the model from a full buffer: the mean of the buffered updates, taken as a direction
 * by the chosen server optimiser (Reddi et al., "Adaptive Federated Optimization", 2021; {@link
 * SpectralOptimizer} for the spectral one), then the average of the versions where the model keeps
 * one.
 */
public final class ServerStep {
    private final Optimizer optimizer;
    private final double coverageFloor;
    private final boolean keepsAverage;
    private final float averagingRate;

    /** Of a step that looks at each parameter alone. */
    public ServerStep(AggregationSettings settings) {
        this(settings, List::of);
    }

    /**
     * Of a range of a model's parameters.
     *
     * @param head a registration that {@link #checkRegistration} lets pass
     * @param from index of the first parameter of the range
     * @param to one past the last
     */
    public ServerStep(AggregationSettings settings, ModelRegistration head, int from, int to) {
        this(settings, () -> ModelLayers.within(head, from, to));
    }

    private ServerStep(AggregationSettings settings, Supplier<List<LayerMatrix>> layers) {
        DeclaredSettings.check(settings);
        optimizer =
                optimizer(settings.getServerOptimizer(), settings.getServerLearningRate(), layers);
        coverageFloor = settings.getCoverageFloor();
        keepsAverage = settings.getAveragingDecay() != null;
        averagingRate = keepsAverage ? (float) (1 - settings.getAveragingDecay()) : 0;
    }

    /**
     * Refuses what cannot change while a model trains: shards would need moments or an average that
     * they never kept.
     *
     * @throws IllegalArgumentException one line that names the setting
     */
    public static void checkChange(AggregationSettings before, AggregationSettings after) {
        if (!after.getServerOptimizer().equals(before.getServerOptimizer())) {
            throw new IllegalArgumentException(
                    "serverOptimizer cannot change while the model trains: register a new model");
        }
        if ((after.getAveragingDecay() == null) != (before.getAveragingDecay() == null)) {
            throw new IllegalArgumentException(
                    "averaging cannot begin or end while the model trains: register a new model");
        }
    }

    /**
     * Refuses a registration that its server step has no use for, wherever its shards begin.
     *
     * @throws IllegalArgumentException one line that says what to do
     */
    public static void checkRegistration(ModelRegistration head) {
        if (name(head.getAggregation().getServerOptimizer()) == OptimizerName.SPECTRAL) {
            ModelLayers.checkSides(head);
        }
    }

    /**
     * The same for a model that is divided in this way.
     *
     * @throws IllegalArgumentException one line that says what to do
     */
    public static void checkRegistration(ModelRegistration head, ModelLayout layout) {
        checkRegistration(head);
        if (name(head.getAggregation().getServerOptimizer()) == OptimizerName.SPECTRAL) {
            ModelLayers.checkShards(head, layout.shardSize());
        }
    }

    private static OptimizerName name(ServerOptimizer settings) {
        return Words.parse("serverOptimizer.name", OptimizerName.class, settings.getName());
    }

    private static Optimizer optimizer(
            ServerOptimizer settings, double learningRate, Supplier<List<LayerMatrix>> layers) {
        OptimizerName name = name(settings);
        return switch (name) {
            case SGD -> new SgdOptimizer(learningRate);
            case RMSPROP ->
                    new RmsPropOptimizer(learningRate, settings.getDecay(), settings.getEpsilon());
            case SPECTRAL ->
                    new SpectralOptimizer(learningRate, settings.getEpsilon(), layers.get());
            // Only here, so that a job that asks for none of these never loads the native library.
            case NESTEROV, ADAM, AMSGRAD, ADAGRAD ->
                    new Nd4jOptimizer(name, settings, learningRate);
        };
    }

    /**
     * Steps the range in place.
     *
     * @param sum Σ acc of the plans that cover each parameter, plans added in ascending id; used as
     *     scratch
     * @param divisor Σ Z of those plans, 0 where the buffer holds nothing for a parameter; used as
     *     scratch
     * @param totalDivisor Σ Z of all plans
     * @param version the version being made
     * @return how many components of the step were not finite and counted as 0
     */
    public long apply(
            ShardModel model, float[] sum, double[] divisor, double totalDivisor, long version) {
        double floor = coverageFloor * totalDivisor;
        for (int j = 0; j < model.parameters.length; j++) {
            if (divisor[j] > 0) {
                divisor[j] = Math.max(divisor[j], floor);
            }
        }
        long nonFinite = optimizer.step(model, sum, divisor, version);
        for (int j = 0; j < model.averaged.length; j++) {
            model.averaged[j] += averagingRate * (model.parameters[j] - model.averaged[j]);
        }
        return nonFinite;
    }

    boolean keepsAverage() {
        return keepsAverage;
    }

    float[][] initialMoments(int count) {
        float[] initial = optimizer.initialMoments();
        float[][] moments = new float[initial.length][count];
        for (int i = 0; i < initial.length; i++) {
            Arrays.fill(moments[i], initial[i]);
        }
        return moments;
    }

    /** What turns sums and divisors into a step. */
    interface Optimizer {
        /**
         * Adds the step to the parameters whose divisor is above 0; returns non-finite components.
         */
        long step(ShardModel model, float[] sum, double[] divisor, long version);

        /** The mean of a covered parameter, in float32; not finite where it leaves that range. */
        static float mean(float sum, double divisor) {
            return (float) (1 / divisor) * sum;
        }

        /** The initial value of each moment that is kept per parameter. */
        default float[] initialMoments() {
            return new float[0];
        }
    }
}
