package io.ftte.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TrainablePlan;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DenseNetworkTest {

    private static final DenseArchitecture SMALL = DenseArchitecture.of(6, 5, 4, 3);

    @Test
    void gradient_everyParameter_equalsFiniteDifference() {
        RandomGenerator random = Seeds.generator(1, 0);
        Dataset data = randomData(7, 6, 3, random);
        float[] parameters = SMALL.initialParameters(random);
        DenseNetwork network = new DenseNetwork(SMALL);
        float[] gradient = new float[SMALL.parameterCount()];

        network.gradient(parameters, data, new int[] {0, 1, 2, 3, 4, 5, 6}, 7, gradient);

        // Small enough that no unit crosses the kink of its ReLU, large enough for float sums.
        float step = 1f / 2048;
        for (int i = 0; i < parameters.length; i++) {
            float kept = parameters[i];
            parameters[i] = kept + step;
            double above = network.loss(parameters, data);
            double width = parameters[i];
            parameters[i] = kept - step;
            double below = network.loss(parameters, data);
            width -= parameters[i];
            parameters[i] = kept;
            assertThat((double) gradient[i])
                    .as("parameter %d", i)
                    .isCloseTo((above - below) / width, within(5e-4));
        }
    }

    @Test
    void loss_zeroParameters_isLogarithmOfClasses() {
        Dataset data = randomData(5, 6, 3, Seeds.generator(2, 0));

        double loss = new DenseNetwork(SMALL).loss(new float[SMALL.parameterCount()], data);

        assertThat(loss).isCloseTo(Math.log(3), within(1e-6));
    }

    @Test
    void loss_hugeLogits_staysFinite() {
        DenseArchitecture line = DenseArchitecture.of(1, 2);
        Dataset data = new Dataset(new float[] {1}, new int[] {1}, 1, 2);

        double loss = new DenseNetwork(line).loss(new float[] {1e4f, -1e4f, 0, 0}, data);

        assertThat(loss).isCloseTo(2e4, within(1.0));
    }

    @Test
    void train_digits_reachesNinetyFivePercent() {
        DenseArchitecture architecture = DenseArchitecture.of(64, 32, 10);
        Dataset.Split split = Digits.load().split(0.2, Seeds.generator(1, 0));
        float[] parameters = architecture.initialParameters(Seeds.generator(1, 1));
        DenseNetwork network = new DenseNetwork(architecture);

        network.train(
                parameters,
                split.train(),
                TrainableSubset.all(0, parameters.length),
                new TrainingSettings(1500, 20, 0.1f),
                Seeds.generator(1, 2));

        assertThat(network.accuracy(parameters, split.heldOut())).isGreaterThan(0.95);
    }

    @Test
    void train_subset_movesNothingElse() {
        Dataset data = randomData(30, 6, 3, Seeds.generator(3, 0));
        float[] before = SMALL.initialParameters(Seeds.generator(3, 1));
        float[] after = before.clone();
        List<IndexRange> ranges = List.of(new IndexRange(2, 5), new IndexRange(40, 60));
        TrainableSubset subset = TrainableSubset.of(new TrainablePlan("m", 0, 3, 0L, ranges, null));

        new DenseNetwork(SMALL)
                .train(
                        after,
                        data,
                        subset,
                        new TrainingSettings(20, 8, 0.1f),
                        Seeds.generator(3, 2));

        float[] delta = subset.delta(before, after);
        assertThat(delta).hasSize(23);
        int next = 0;
        for (int i = 0; i < before.length; i++) {
            if ((i >= 2 && i < 5) || (i >= 40 && i < 60)) {
                assertThat(delta[next++]).isEqualTo(after[i] - before[i]);
            } else {
                assertThat(after[i]).isEqualTo(before[i]);
            }
        }
        assertThat(delta[20]).isNotZero();
    }

    @Test
    void train_moreSteps_allocateNothing() {
        Dataset data = randomData(100, 6, 3, Seeds.generator(4, 0));
        float[] parameters = SMALL.initialParameters(Seeds.generator(4, 1));
        DenseNetwork network = new DenseNetwork(SMALL);
        RandomGenerator random = Seeds.generator(4, 2);
        allocatedBy(network, parameters, data, 2000, random);

        long few = allocatedBy(network, parameters, data, 10, random);
        long many = allocatedBy(network, parameters, data, 5000, random);

        assertThat(many - few).isLessThan(5000);
    }

    @Test
    void train_wrongParameterCount_isRefused() {
        Dataset data = randomData(2, 6, 3, Seeds.generator(5, 0));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DenseNetwork(SMALL).loss(new float[3], data))
                .withMessage("expected 74 parameters, got 3");
    }

    private static long allocatedBy(
            DenseNetwork network, float[] parameters, Dataset data, int steps, RandomGenerator r) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TrainableSubset all = TrainableSubset.all(0, parameters.length);
        TrainingSettings settings = new TrainingSettings(steps, 8, 0.01f);
        long before = threads.getCurrentThreadAllocatedBytes();
        network.train(parameters, data, all, settings, r);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static Dataset randomData(int size, int width, int classes, RandomGenerator random) {
        float[] features = new float[size * width];
        int[] labels = new int[size];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < size; i++) {
            labels[i] = random.nextInt(classes);
        }
        return new Dataset(features, labels, width, classes);
    }
}
