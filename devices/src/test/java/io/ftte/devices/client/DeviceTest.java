package io.ftte.devices.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ftte.devices.data.Digits;
import io.ftte.devices.data.Seeds;
import io.ftte.devices.fixtures.TestNetworks;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.FisherScores;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.PersonalFit;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.parameters.HeNormal;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DeviceTest {

    private static final Network MLP = TestNetworks.mlp(8);
    private static final TrainableSubset ALL = TrainableSubset.all(2, MLP.parameterCount());

    private static final TrainingSettings SETTINGS = new TrainingSettings(10, 20, 0.1f);

    private final Dataset data = Digits.load().subset(new int[] {0, 1, 2, 3, 4, 5});

    @Test
    void train_twice_countsSequencesAndLeavesTheVersionAsItWas() {
        Device device = device();
        ModelVersion base = base(HeNormal.parameters(MLP, 1));
        float[] before = base.parameters().clone();

        LocalUpdate first = device.train(base, ALL);
        LocalUpdate second = device.train(base, ALL);

        assertThat(first.sequence()).isZero();
        assertThat(second.sequence()).isEqualTo(1);
        assertThat(first.baseVersion()).isEqualTo(7);
        assertThat(first.planId()).isEqualTo(2);
        assertThat(first.examples()).isEqualTo(6);
        assertThat(first.delta()).hasSize(MLP.parameterCount());
        assertThat(base.parameters()).isEqualTo(before);
    }

    @Test
    void continueAt_sequence_isThatOfTheNextUpdate() {
        Device device = device();

        device.continueAt(40);

        assertThat(device.train(base(HeNormal.parameters(MLP, 1)), ALL).sequence()).isEqualTo(40);
    }

    @Test
    void train_deltaAddedToTheVersion_lowersTheLossOnTheDevicesData() {
        ModelVersion base = base(HeNormal.parameters(MLP, 1));

        LocalUpdate update = device().train(base, ALL);

        float[] after = base.parameters().clone();
        for (int i = 0; i < after.length; i++) {
            after[i] += update.delta()[i];
        }
        assertThat(TestNetworks.loss(MLP, after, data))
                .isLessThan(TestNetworks.loss(MLP, base.parameters(), data));
    }

    @Test
    void train_otherModel_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> device().train(base(new float[3]), ALL))
                .withMessage("d: model m has 3 parameters, the device's network 610");
    }

    @Test
    void fits_budgetBelowThePlansMemory_isFalse() {
        Device device = device();
        long needed = new LocalTrainer(MLP, SETTINGS).memoryBytes(ALL, 1);

        device.budget(needed);
        assertThat(device.fits(ALL)).isTrue();
        device.budget(needed - 1);
        assertThat(device.fits(ALL)).isFalse();
    }

    @Test
    void train_littleMemory_learnsTheSameInSmallerMicroBatches() {
        Device strong = device();
        Device weak = device();
        weak.budget(new LocalTrainer(MLP, SETTINGS).memoryBytes(ALL, 2));
        ModelVersion base = base(HeNormal.parameters(MLP, 1));

        float[] inPairs = weak.train(base, ALL).delta();

        assertThat(inPairs).containsExactly(strong.train(base, ALL).delta(), within(1e-4f));
    }

    @Test
    void score_memorySuffices_scoresEachTensor() {
        Device device = device();
        long needed = FisherScores.memoryBytes(MLP);

        device.budget(needed);
        device.score(HeNormal.parameters(MLP, 1));
        assertThat(device.sensitivities())
                .isEqualTo(new FisherScores(MLP).of(HeNormal.parameters(MLP, 1), data))
                .hasSize(4);
        device.budget(needed - 1);
        device.score(HeNormal.parameters(MLP, 1));
        assertThat(device.sensitivities()).isEmpty();
    }

    @Test
    void fits_payloadAboveItsBound_isFalse() {
        Device device = device();
        long numbers = ALL.length();

        device.payload(4 * numbers, TensorEncoding.F32);
        assertThat(device.fits(ALL)).isTrue();
        device.payload(4 * numbers - 1, TensorEncoding.F32);
        assertThat(device.fits(ALL)).isFalse();
        device.payload(4 * numbers - 1, TensorEncoding.INT8);
        assertThat(device.fits(ALL)).isTrue();
    }

    @Test
    void train_personalTensors_areKeptAndNotSent() {
        Device device = device();
        ModelVersion base = base(HeNormal.parameters(MLP, 1));
        int personalFrom = MLP.weights().get(1).kernel().offset();

        LocalUpdate first = device.train(base, ownClassifier());

        assertThat(first.delta()).hasSize(personalFrom);
        float[] kept = device.personal().orElseThrow().values();
        assertThat(kept).hasSize(MLP.parameterCount() - personalFrom);
        assertThat(kept)
                .isNotEqualTo(
                        Arrays.copyOfRange(
                                base.parameters(), personalFrom, base.parameters().length));

        device.train(base, ownClassifier());
        assertThat(device.personal().orElseThrow().values())
                .as("goes on from what it kept")
                .isNotEqualTo(kept);
    }

    @Test
    void parameters_personalTensors_areFittedToTheVersion() {
        Device device = device();
        device.train(base(HeNormal.parameters(MLP, 1)), ownClassifier());
        float[] kept = device.personal().orElseThrow().values();
        ModelVersion version = base(HeNormal.parameters(MLP, 2));

        float[] used = device.parameters(version, ownClassifier());

        float[] unfitted = ownClassifier().withPersonal(version.parameters(), kept);
        TrainableSubset classifier = ownClassifier().own().orElseThrow();
        assertThat(used)
                .isEqualTo(
                        new PersonalFit(MLP, SETTINGS)
                                .of(unfitted, classifier, data, Long.MAX_VALUE))
                .isNotEqualTo(unfitted);
        assertThat(device.parameters(version, ALL)).isSameAs(version.parameters());
    }

    /** What is used is only for use. */
    @Test
    void train_afterUse_goesOnFromWhatItKept() {
        ModelVersion base = base(HeNormal.parameters(MLP, 1));
        Device idle = device();
        Device used = device();
        idle.train(base, ownClassifier());
        used.train(base, ownClassifier());
        used.parameters(base, ownClassifier());
        float[] kept = used.personal().orElseThrow().values();

        assertThat(kept).isEqualTo(idle.personal().orElseThrow().values());
        assertThat(used.train(base, ownClassifier()).delta())
                .isEqualTo(idle.train(base, ownClassifier()).delta());
        LocalTrainer trainer = new LocalTrainer(MLP, SETTINGS);
        RandomGenerator random = Seeds.generator(2, 0);
        trainer.train(base.parameters(), ownClassifier(), data, random::nextInt);
        float[] from = ownClassifier().withPersonal(base.parameters(), kept);
        trainer.train(from, ownClassifier(), data, random::nextInt);
        assertThat(used.personal().orElseThrow().values())
                .isEqualTo(ownClassifier().personal(trainer.trained()));
    }

    @Test
    void bringBack_afterItWasAway_isWhatItTrainsFrom() {
        ModelVersion base = base(HeNormal.parameters(MLP, 1));
        Device stayed = device();
        stayed.train(base, ownClassifier());
        Device returned = device();
        returned.bringBack(stayed.personal().orElseThrow());

        assertThat(returned.parameters(base, ownClassifier()))
                .isEqualTo(stayed.parameters(base, ownClassifier()));
        ModelVersion anew = new ModelVersion("m", 1, 0, 0, base.parameters(), List.of(2));
        assertThat(returned.parameters(anew, ownClassifier()))
                .as("another generation begins anew")
                .isEqualTo(device().parameters(anew, ownClassifier()));
    }

    /** Trains all but the classifier, which stays with the device. */
    private static TrainableSubset ownClassifier() {
        int from = MLP.weights().get(1).kernel().offset();
        return PlanSubset.of(
                TrainablePlan.newBuilder()
                        .setModelId("m")
                        .setGeneration(0)
                        .setPlanId(2)
                        .setSinceVersion(0)
                        .setRanges(List.of(new IndexRange(0, from)))
                        .setPersonal(List.of(new IndexRange(from, MLP.parameterCount())))
                        .build());
    }

    private Device device() {
        return new Device("d", MLP, data, SETTINGS, Seeds.generator(2, 0), Long.MAX_VALUE);
    }

    private static ModelVersion base(float[] parameters) {
        return new ModelVersion("m", 0, 7, 0, parameters, List.of(2));
    }
}
