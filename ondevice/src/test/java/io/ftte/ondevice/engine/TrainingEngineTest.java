package io.ftte.ondevice.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.network.Activation;
import io.ftte.network.Conv1d;
import io.ftte.network.Dense;
import io.ftte.network.GlobalAveragePool;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingEngineTest {

    private static final Network NETWORK = EngineNetworks.image();
    private static final int[] ORDER = Samples.order(4);

    @Test
    void step_repeated_learnsTheExamples() {
        Network network = EngineNetworks.dense();
        TrainingEngine engine = engine(network, 4);
        engine.load(Samples.parameters(network, 2));
        Samples samples = Samples.random(network, 4, 1);
        double first = engine.loss(samples);
        for (int i = 0; i < 500; i++) {
            engine.step(samples, ORDER, 0, 4);
        }

        assertThat(engine.loss(samples)).isLessThan(0.2 * first);
        assertThat(engine.accuracy(samples)).isEqualTo(1);
    }

    @Test
    void step_sameCalls_sameBits() {
        TrainingEngine one = engine();
        TrainingEngine other = engine();
        Samples samples = Samples.random(NETWORK, 4, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(one.step(samples, ORDER, 0, 4)).isEqualTo(other.step(samples, ORDER, 0, 4));
        }
    }

    @Test
    void step_numberNotFinite_refusedAndParametersStay() {
        TrainingEngine engine = engine();
        float[] before = parameters(engine);
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            Samples samples = Samples.random(NETWORK, 4, 1);
            samples.values()[samples.width() * 2 + 5] = wrong;

            assertThatThrownBy(() -> engine.step(samples, ORDER, 0, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("example 2 holds a number that is not finite; remove or repair it");
        }
        assertThat(parameters(engine)).isEqualTo(before);
    }

    @Test
    void step_dataThatDoesNotFit_refused() {
        TrainingEngine engine = engine();
        int width = NETWORK.input().elements();
        Samples empty = new Samples(width, new float[0], new int[0]);
        Samples narrow = new Samples(3, new float[3], new int[1]);
        Samples strange = new Samples(width, new float[width], new int[] {3});

        assertThatThrownBy(() -> engine.step(empty, ORDER, 0, 1))
                .hasMessage("the data holds no example");
        assertThatThrownBy(() -> engine.loss(empty)).hasMessage("the data holds no example");
        assertThatThrownBy(() -> engine.step(narrow, ORDER, 0, 1))
                .hasMessage("the network reads 198 numbers per example, the data has 3");
        assertThatThrownBy(() -> engine.step(strange, ORDER, 0, 1))
                .hasMessage("example 0 is of class 3; the network tells classes 0 to 2 apart");
        assertThatThrownBy(() -> engine.step(Samples.random(NETWORK, 4, 1), ORDER, 0, 0))
                .hasMessage("a batch needs at least 1 example, got 0");
    }

    @Test
    void load_wrongLength_refused() {
        TrainingEngine engine = engine();

        assertThatThrownBy(() -> engine.load(new float[5]))
                .hasMessage("expected %d parameters, got 5".formatted(engine.parameterCount()));
    }

    @Test
    void constructor_networkTheEngineCannotRun_refused() {
        Network wide =
                new Network(
                        Shape.of(1, 1000),
                        List.of(
                                new Conv1d("conv", 2, 300, 0, Activation.RELU),
                                new GlobalAveragePool(),
                                new Dense("dense", 2, Activation.NONE)));

        assertThatThrownBy(() -> engine(wide, 1))
                .hasMessage("conv: the engine runs kernels up to a width of 288, not 300");
        assertThatThrownBy(() -> engine(EngineNetworks.cifar(), 1_000_000))
                .hasMessageContaining("more than one array holds; use a smaller micro-batch");
        assertThatThrownBy(() -> engine(NETWORK, 0))
                .hasMessage("the micro-batch must be at least 1, got 0");
    }

    private static TrainingEngine engine() {
        TrainingEngine engine = engine(NETWORK, 4);
        engine.load(Samples.parameters(NETWORK, 2));
        return engine;
    }

    private static TrainingEngine engine(Network network, int microBatch) {
        return new TrainingEngine(
                NetworkPlan.full(network),
                new EngineSettings(microBatch, ConvolutionMethod.DIRECT, new Optimizer.Sgd(0.05f)));
    }

    private static float[] parameters(TrainingEngine engine) {
        float[] parameters = new float[engine.parameterCount()];
        engine.parameters(parameters);
        return parameters;
    }
}
