package io.ftte.devices.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ftte.devices.client.PlanSubset;
import io.ftte.devices.data.Digits;
import io.ftte.devices.data.Seeds;
import io.ftte.devices.fixtures.TestNetworks;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.parameters.HeNormal;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalTrainerTest {

    private static final Network MLP = TestNetworks.mlp(16);
    private static final int LAST_LAYER = 64 * 16 + 16;

    private final Dataset data = Digits.load().subset(new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    private final float[] base = HeNormal.parameters(MLP, 1);
    private final TrainableSubset all = TrainableSubset.all(1, MLP.parameterCount());
    private final TrainableSubset last = subset(2, LAST_LAYER, MLP.parameterCount());

    @Test
    void train_planOfTheLastLayer_movesNothingElseAndLearns() {
        float[] delta = train(last, 1);

        assertThat(delta).hasSize(MLP.parameterCount() - LAST_LAYER);
        float[] after = base.clone();
        for (int i = 0; i < delta.length; i++) {
            after[LAST_LAYER + i] += delta[i];
        }
        assertThat(TestNetworks.loss(MLP, after, data))
                .isLessThan(TestNetworks.loss(MLP, base, data));
    }

    @Test
    void train_plansInTurn_sameBitsAsFreshTrainers() {
        LocalTrainer trainer = trainer();

        for (TrainableSubset plan : List.of(all, last, all, all)) {
            assertThat(trainer.train(base, plan, data, Seeds.generator(7, 0)::nextInt))
                    .isEqualTo(train(plan, 7));
        }
    }

    @Test
    void microBatch_byBudget_isTheLargestThatFits() {
        LocalTrainer trainer = trainer();

        assertThat(trainer.microBatch(all, Long.MAX_VALUE)).hasValue(4);
        assertThat(trainer.microBatch(all, trainer.memoryBytes(all, 4) - 1)).hasValue(2);
        assertThat(trainer.microBatch(all, trainer.memoryBytes(all, 1))).hasValue(1);
        assertThat(trainer.microBatch(all, trainer.memoryBytes(all, 1) - 1)).isEmpty();
    }

    @Test
    void memoryBytes_lastLayerAlone_isLess() {
        LocalTrainer trainer = trainer();

        assertThat(trainer.memoryBytes(last, 4)).isLessThan(trainer.memoryBytes(all, 4));
    }

    @Test
    void train_partOfAnInputChannel_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train(subset(3, LAST_LAYER, LAST_LAYER + 1), 1))
                .withMessageContaining("trains without the rest of its input channel");
    }

    @Test
    void train_notANumberAmongTheExamples_isRefused() {
        float[] features = data.features().clone();
        features[3] = Float.NaN;
        Dataset broken = new Dataset(features, data.labels(), 64, 10);

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> trainer().train(base, all, broken, Seeds.generator(1, 0)::nextInt))
                .withMessageContaining("example 0");
    }

    private float[] train(TrainableSubset plan, long seed) {
        return trainer().train(base, plan, data, Seeds.generator(seed, 0)::nextInt);
    }

    private static LocalTrainer trainer() {
        return new LocalTrainer(MLP, new TrainingSettings(5, 4, 0.1f));
    }

    private static TrainableSubset subset(int planId, int from, int to) {
        return PlanSubset.of(
                new TrainablePlan(
                        "m",
                        0,
                        planId,
                        0L,
                        List.of(new IndexRange(from, to)),
                        null,
                        null,
                        0,
                        0,
                        1,
                        List.of(),
                        null));
    }
}
