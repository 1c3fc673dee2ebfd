package io.ftte.ondevice.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GradientTest {

    private static final int BATCH = 5;

    static Stream<Arguments> networks() {
        return Stream.of(EngineNetworks.dense(), EngineNetworks.image(), EngineNetworks.series())
                .flatMap(
                        network ->
                                Stream.of(ConvolutionMethod.values())
                                        .map(method -> Arguments.of(network, method)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void step_everyLayerKind_gradientEqualsFiniteDifferences(
            Network network, ConvolutionMethod method) {
        Samples samples = Samples.random(network, BATCH, 3);
        float[] parameters = Samples.parameters(network, 4);
        double[] exact = new double[parameters.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = parameters[i];
        }
        TrainingEngine engine = engine(NetworkPlan.full(network), method, BATCH);
        engine.load(parameters);

        double loss = engine.step(samples, Samples.order(BATCH), 0, BATCH);

        ReferenceNetwork reference = new ReferenceNetwork(network);
        assertThat(loss).isCloseTo(reference.loss(exact, samples, BATCH), within(1e-5));
        float[] gradient = gradient(engine);
        SplittableRandom random = new SplittableRandom(5);
        for (var tensor : network.tensors()) {
            for (int i = 0; i < 12; i++) {
                int index = tensor.offset() + random.nextInt(tensor.shape().elements());
                assertThat((double) gradient[index])
                        .as("%s[%d]", tensor.name(), index - tensor.offset())
                        .isCloseTo(
                                reference.derivative(exact, index, samples, BATCH), within(2e-5));
            }
        }
    }

    @Test
    void step_randomNetworksAndPlans_sparseEqualsMaskedFull() {
        SplittableRandom random = new SplittableRandom(6);
        for (int trial = 0; trial < 60; trial++) {
            Network network = EngineNetworks.random(random);
            NetworkPlan plan = EngineNetworks.randomPlan(network, random);
            Samples samples = Samples.random(network, BATCH, trial);
            float[] parameters = Samples.parameters(network, trial);
            ConvolutionMethod method = ConvolutionMethod.values()[trial % 2];
            TrainingEngine full = engine(NetworkPlan.full(network), method, BATCH);
            TrainingEngine sparse = engine(plan, method, BATCH);
            full.load(parameters);
            sparse.load(parameters);

            full.step(samples, Samples.order(BATCH), 0, BATCH);
            sparse.step(samples, Samples.order(BATCH), 0, BATCH);

            assertClose(gradient(sparse), masked(gradient(full), plan.indices()));
            float[] trained = parameters(full);
            BitSet frozen = plan.indices();
            frozen.flip(0, trained.length);
            frozen.stream().forEach(i -> trained[i] = parameters[i]);
            assertClose(parameters(sparse), trained);
            float[] after = parameters(sparse);
            frozen.stream().forEach(i -> assertThat(after[i]).isEqualTo(parameters[i]));
        }
    }

    @Test
    void step_microBatches_equalFullBatch() {
        for (Network network : List.of(EngineNetworks.image(), EngineNetworks.series())) {
            Samples samples = Samples.random(network, 8, 1);
            float[] parameters = Samples.parameters(network, 2);
            for (ConvolutionMethod method : ConvolutionMethod.values()) {
                float[] whole = trained(network, method, 8, samples, parameters);
                for (int microBatch : new int[] {1, 3, 20}) {
                    assertClose(trained(network, method, microBatch, samples, parameters), whole);
                }
            }
        }
    }

    @Test
    void step_im2col_equalsDirect() {
        Network network = EngineNetworks.cifar();
        Samples samples = Samples.random(network, 3, 1);
        float[] parameters = Samples.parameters(network, 2);

        assertClose(
                trained(network, ConvolutionMethod.IM2COL, 3, samples, parameters),
                trained(network, ConvolutionMethod.DIRECT, 3, samples, parameters));
    }

    @Test
    void inference_afterTraining_equalsReference() {
        Network network = EngineNetworks.image();
        Samples samples = Samples.random(network, 6, 1);
        float[] parameters = Samples.parameters(network, 2);
        double[] exact = new double[parameters.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = parameters[i];
        }
        double expected = new ReferenceNetwork(network).loss(exact, samples, 6);
        for (NetworkPlan plan :
                List.of(
                        NetworkPlan.full(network),
                        EngineNetworks.plan(network, EngineNetworks.channels(2)))) {
            TrainingEngine engine = engine(plan, ConvolutionMethod.DIRECT, 1);
            engine.load(parameters);

            assertThat(engine.loss(samples)).isCloseTo(expected, within(1e-5));
        }
    }

    private static float[] trained(
            Network network,
            ConvolutionMethod method,
            int microBatch,
            Samples samples,
            float[] parameters) {
        TrainingEngine engine = engine(NetworkPlan.full(network), method, microBatch);
        engine.load(parameters);
        engine.step(samples, Samples.order(samples.size()), 0, samples.size());
        return gradient(engine);
    }

    private static TrainingEngine engine(NetworkPlan plan, ConvolutionMethod method, int b) {
        return new TrainingEngine(plan, new EngineSettings(b, method, new Optimizer.Sgd(0.1f)));
    }

    private static float[] gradient(TrainingEngine engine) {
        float[] gradient = new float[engine.trainableCount()];
        engine.gradient(gradient);
        return gradient;
    }

    private static float[] parameters(TrainingEngine engine) {
        float[] parameters = new float[engine.parameterCount()];
        engine.parameters(parameters);
        return parameters;
    }

    private static float[] masked(float[] values, BitSet indices) {
        float[] masked = new float[indices.cardinality()];
        int i = 0;
        for (int index = indices.nextSetBit(0); index >= 0; index = indices.nextSetBit(index + 1)) {
            masked[i++] = values[index];
        }
        return masked;
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            float tolerance = 1e-5f + 1e-4f * Math.abs(expected[i]);
            if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
                fail("[%d] is %s instead of %s", i, actual[i], expected[i]);
            }
        }
    }
}
