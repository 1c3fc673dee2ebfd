package io.ftte.devices.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.data.Digits;
import io.ftte.devices.data.Seeds;
import io.ftte.devices.fixtures.TestNetworks;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.PersonalFit;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.parameters.HeNormal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersonalFitTest {
    private static final Network MLP = TestNetworks.mlp(8);
    private static final int HEAD = MLP.weights().get(1).kernel().offset();
    private static final TrainingSettings TRAINING = new TrainingSettings(3, 20, 0.1f);
    private static final PersonalFit FIT = new PersonalFit(MLP, TRAINING);

    private final Dataset own = Digits.load().subset(IntStream.range(0, 60).toArray());
    private final float[] model = HeNormal.parameters(MLP, 1);

    @Test
    void of_model_isTwentySmallStepsOfTheHeadAlone() {
        float[] before = model.clone();

        float[] fitted = FIT.of(model, head(), own, Long.MAX_VALUE);

        float[] delta =
                new LocalTrainer(MLP, new TrainingSettings(20, 20, 0.2f * 0.1f))
                        .train(model, head(), own, Seeds.generator(0, 0)::nextInt);
        assertThat(head().delta(model, fitted)).isEqualTo(delta).isNotEqualTo(new float[HEAD]);
        assertThat(fitted).startsWith(Arrays.copyOf(model, HEAD));
        assertThat(model).isEqualTo(before);
        assertThat(FIT.of(model, head(), own, Long.MAX_VALUE)).isEqualTo(fitted);
    }

    @Test
    void of_littleMemory_fitsByTheExample() {
        float[] fitted = FIT.of(model, head(), own, 1);

        float[] delta =
                new LocalTrainer(MLP, new TrainingSettings(20, 20, 0.2f * 0.1f))
                        .train(model, head(), 1, own, Seeds.generator(0, 0)::nextInt);
        assertThat(head().delta(model, fitted)).isEqualTo(delta);
    }

    private static TrainableSubset head() {
        BitSet head = new BitSet();
        head.set(HEAD, MLP.parameterCount());
        return TrainableSubset.of(0, head);
    }
}
