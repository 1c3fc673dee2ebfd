package io.ftte.ondevice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ftte.encoding.DeltaEncoding;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.data.SeededInts;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.ondevice.update.LocalUpdate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OnDeviceTrainerTest {
    private static final TrainingSettings SETTINGS = new TrainingSettings(3, 4, 0.1f);
    private static final int LENGTH = PhoneApp.NETWORK.parameterCount();
    private static final TrainableSubset ALL = TrainableSubset.all(7, LENGTH);

    private final OnDeviceTrainer trainer =
            new OnDeviceTrainer("phone", PhoneApp.NETWORK, SETTINGS);
    private final Dataset own = dataset(12);
    private final BaseVersion base = new BaseVersion("m", 5, numbers(LENGTH));

    @Test
    void update_allStepsMade_isWhatTheTrainerLearns() {
        OnDeviceTraining training = begin(Long.MAX_VALUE);
        while (!training.isDone()) {
            assertThat(training.step()).isPositive().isFinite();
        }

        LocalUpdate update = training.update(41);

        float[] expected =
                new LocalTrainer(PhoneApp.NETWORK, SETTINGS)
                        .train(base.parameters(), ALL, own, SeededInts.of(1));
        assertThat(update.delta()).isEqualTo(expected).isNotEqualTo(new float[LENGTH]);
        assertThat(update).isEqualTo(new LocalUpdate("m", "phone", 41, 5, 7, 12, update.delta()));
    }

    @Test
    void update_afterSomeSteps_isWhatWasLearnedUntilThen() {
        OnDeviceTraining training = begin(Long.MAX_VALUE);
        training.step();

        assertThat(training.isDone()).isFalse();
        assertThat(training.update(0).delta())
                .isEqualTo(
                        new LocalTrainer(PhoneApp.NETWORK, new TrainingSettings(1, 4, 0.1f))
                                .train(base.parameters(), ALL, own, SeededInts.of(1)));
    }

    @Test
    void update_beforeTheFirstStep_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> begin(Long.MAX_VALUE).update(0))
                .withMessage("nothing was learned yet: make a step first");
    }

    @Test
    void begin_budgetThatIsTooSmall_isRefused() {
        long least = trainer.memoryBytes(ALL);

        assertThat(trainer.fits(ALL, least)).isTrue();
        assertThat(begin(least).step()).isFinite();
        assertThat(trainer.fits(ALL, least - 1)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> begin(least - 1))
                .withMessage(
                        "plan 7 takes %d bytes and the budget is %d: take a smaller plan",
                        least, least - 1);
    }

    @Test
    void of_bytesOfAVersion_isTheirNumbers() {
        float[] numbers = numbers(100);

        assertThat(BaseVersion.of("m", 1, DeltaEncoding.F32.encode(numbers, 0, 100)).parameters())
                .isEqualTo(numbers);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BaseVersion.of("m", 1, new byte[7]))
                .withMessage("7 bytes are no whole number of float32: fetch the version again");
    }

    private OnDeviceTraining begin(long budgetBytes) {
        return trainer.begin(base, ALL, own, SeededInts.of(1), budgetBytes);
    }

    static Dataset dataset(int size) {
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % 10;
        }
        return new Dataset(numbers(64 * size), labels, 64, 10);
    }

    static float[] numbers(int count) {
        SplittableRandom random = new SplittableRandom(count);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian() / 4;
        }
        return numbers;
    }
}
