package io.ftte.ondevice.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import org.junit.jupiter.api.Test;

class OptimizerStepTest {

    private static final int STEPS = 4;
    private static final Network NETWORK = EngineNetworks.dense();
    private static final Samples SAMPLES = Samples.random(NETWORK, 5, 1);

    /** A rule in doubles, for one parameter and its two slots. */
    private interface Rule {
        double move(double[] slots, double gradient, int step);
    }

    @Test
    void sgd_someSteps_followsDefinition() {
        check(new Optimizer.Sgd(0.1f), (slots, g, step) -> 0.1 * g);
    }

    @Test
    void momentum_someSteps_followsDefinition() {
        check(
                new Optimizer.Momentum(0.1f, 0.9f),
                (slots, g, step) -> {
                    slots[0] = 0.9 * slots[0] + g;
                    return 0.1 * slots[0];
                });
    }

    @Test
    void adam_someSteps_followsDefinition() {
        check(
                Optimizer.Adam.of(0.01f),
                (slots, g, step) -> {
                    slots[0] = 0.9 * slots[0] + 0.1 * g;
                    slots[1] = 0.999 * slots[1] + 0.001 * g * g;
                    double mean = slots[0] / (1 - Math.pow(0.9, step));
                    double square = slots[1] / (1 - Math.pow(0.999, step));
                    return 0.01 * mean / (Math.sqrt(square) + 1e-8);
                });
    }

    @Test
    void load_afterSteps_startsAfresh() {
        TrainingEngine engine = engine(Optimizer.Adam.of(0.01f));
        float[] start = Samples.parameters(NETWORK, 2);
        engine.load(start);
        engine.step(SAMPLES, Samples.order(5), 0, 5);
        float[] once = parameters(engine);
        engine.step(SAMPLES, Samples.order(5), 0, 5);

        engine.load(start);
        engine.step(SAMPLES, Samples.order(5), 0, 5);

        assertThat(parameters(engine)).isEqualTo(once);
    }

    @Test
    void constructors_ratesOutOfRange_refused() {
        assertThatThrownBy(() -> new Optimizer.Sgd(Float.NaN))
                .hasMessage("the learning rate must be above 0 and finite, got NaN");
        assertThatThrownBy(() -> new Optimizer.Momentum(0.1f, 1f))
                .hasMessage("momentum must be at least 0 and below 1, got 1.0");
        assertThatThrownBy(() -> new Optimizer.Adam(0.1f, 0.9f, 0.999f, 0f))
                .hasMessage("epsilon must be above 0, got 0.0");
    }

    private static void check(Optimizer optimizer, Rule rule) {
        TrainingEngine engine = engine(optimizer);
        float[] start = Samples.parameters(NETWORK, 2);
        double[] expected = new double[start.length];
        double[][] slots = new double[start.length][2];
        for (int i = 0; i < start.length; i++) {
            expected[i] = start[i];
        }
        engine.load(start);
        float[] gradient = new float[start.length];
        for (int step = 1; step <= STEPS; step++) {
            engine.step(SAMPLES, Samples.order(5), 0, 5);
            engine.gradient(gradient);
            for (int i = 0; i < start.length; i++) {
                expected[i] -= rule.move(slots[i], gradient[i], step);
            }
        }
        float[] actual = parameters(engine);
        for (int i = 0; i < start.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6));
        }
    }

    private static TrainingEngine engine(Optimizer optimizer) {
        return new TrainingEngine(
                NetworkPlan.full(NETWORK),
                new EngineSettings(5, ConvolutionMethod.DIRECT, optimizer));
    }

    private static float[] parameters(TrainingEngine engine) {
        float[] parameters = new float[engine.parameterCount()];
        engine.parameters(parameters);
        return parameters;
    }
}
