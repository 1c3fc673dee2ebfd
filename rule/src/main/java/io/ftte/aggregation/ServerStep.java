package io.ftte.aggregation;

import io.ftte.aggregation.privacy.PrivacyRule;
import io.ftte.aggregation.sharing.SharingRule;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.DeclaredSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.Words;
import java.util.Arrays;
import java.util.Optional;

/**
 * One step of a range of the model from a full buffer: the mean of the buffered updates, taken as a
 * direction by the chosen server optimiser (Reddi et al., "Adaptive Federated Optimization", 2021),
 * then the average of the versions where the model keeps one. The spectral step sees whole layers,
 * whichever range they lie in: {@link SpectralStep} makes it, and here it is only added.
 */
public final class ServerStep {
    /** x + (−0) has the bits of x for every x; −0 + 0 would be 0. */
    private static final float STAYS = -0.0f;

    /** None where layers make the step. */
    private final Optional<Optimizer> optimizer;

    private final double coverageFloor;
    private final boolean keepsAverage;
    private final float averagingRate;

    public ServerStep(AggregationSettings settings) {
        DeclaredSettings.check(settings);
        optimizer = optimizer(settings);
        coverageFloor = settings.getCoverageFloor();
        keepsAverage = settings.getAveragingDecay() != null;
        averagingRate = keepsAverage ? (float) (1 - settings.getAveragingDecay()) : 0;
    }

    /**
     * Refuses what cannot change while a model trains: shards would need moments or an average that
     * they never kept, and devices were promised their privacy.
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
        PrivacyRule.checkChange(before, after);
        SharingRule.checkChange(before, after);
    }

    /**
     * Refuses a registration that contradicts itself, whose settings make no sense, or that its
     * server step has no use for: whoever writes one asks what the job will ask.
     *
     * @throws IllegalArgumentException one line that names the setting or says what to do
     */
    public static void checkRegistration(ModelRegistration head) {
        AggregationRule rule = new AggregationRule(head.getAggregation());
        ModelDefinition.check(head);
        if (rule.sharing().isPresent()) {
            SharingRule.checkPlans(head);
            rule.sharing().get().checkLength(head.getParameterCount());
        } else {
            rule.privacy().ifPresent(privacy -> privacy.checkLength(head.getParameterCount()));
        }
        if (name(head.getAggregation()) == OptimizerName.SPECTRAL) {
            ModelLayers.checkSides(head);
        }
    }

    static OptimizerName name(AggregationSettings settings) {
        return Words.parse(
                "serverOptimizer.name",
                OptimizerName.class,
                settings.getServerOptimizer().getName());
    }

    private static Optional<Optimizer> optimizer(AggregationSettings settings) {
        OptimizerName name = name(settings);
        ServerOptimizer chosen = settings.getServerOptimizer();
        double rate = settings.getServerLearningRate();
        return switch (name) {
            case SGD -> Optional.of(new SgdOptimizer(rate));
            case RMSPROP ->
                    Optional.of(new RmsPropOptimizer(rate, chosen.getDecay(), chosen.getEpsilon()));
            case SPECTRAL -> Optional.empty();
            // Only here, so that a job that asks for none of these never loads the native library.
            case NESTEROV, ADAM, AMSGRAD, ADAGRAD ->
                    Optional.of(new Nd4jOptimizer(name, chosen, rate));
        };
    }

    /** Whether steps come by {@link #add}, made by layers, and not by {@link #apply}. */
    public boolean isOfLayers() {
        return optimizer.isEmpty();
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
        raise(divisor, coverageFloor * totalDivisor);
        long nonFinite = optimizer.orElseThrow().step(model, sum, divisor, version);
        return nonFinite + average(model);
    }

    /**
     * Adds a step that layers have made.
     *
     * @param steps of each parameter of the range, −0 where it stays
     * @return how many components were not finite and counted as 0
     */
    public long add(ShardModel model, float[] steps) {
        long nonFinite = 0;
        for (int j = 0; j < model.parameters.length; j++) {
            float next = model.parameters[j] + steps[j];
            if (Float.isFinite(next)) {
                model.parameters[j] = next;
            } else {
                nonFinite++;
            }
        }
        return nonFinite + average(model);
    }

    /** Steps of so many parameters that all stay. */
    public static float[] noStep(int count) {
        float[] steps = new float[count];
        Arrays.fill(steps, STAYS);
        return steps;
    }

    /** The coverage floor: what is divided by at all is divided by at least so much. */
    static void raise(double[] divisor, double floor) {
        for (int j = 0; j < divisor.length; j++) {
            if (divisor[j] > 0) {
                divisor[j] = Math.max(divisor[j], floor);
            }
        }
    }

    /**
     * Between numbers that are far apart a float has no difference: such a component of the average
     * stays, else it would be infinite now and no number from the next version on.
     *
     * @return how many stayed
     */
    private long average(ShardModel model) {
        long nonFinite = 0;
        for (int j = 0; j < model.averaged.length; j++) {
            float before = model.averaged[j];
            float next = before + averagingRate * (model.parameters[j] - before);
            if (Float.isFinite(next)) {
                model.averaged[j] = next;
            } else {
                nonFinite++;
            }
        }
        return nonFinite;
    }

    boolean keepsAverage() {
        return keepsAverage;
    }

    float[][] initialMoments(int count) {
        float[] initial = optimizer.map(Optimizer::initialMoments).orElse(new float[0]);
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
