package io.ftte.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.network.NetworkPlan;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class PlanChoiceTest {

    private static final Models CIFAR = Models.cifar();
    private static final Gains GAINS = new ParameterGains(CIFAR.network());
    private static final PlanChoice CHOICE =
            new PlanChoice(
                    CIFAR.network(),
                    CIFAR.parameters(),
                    new TrainingSetup(32, 8, Convolution.DIRECT, DeviceOptimizer.SGD));

    @Test
    void better_payloadAndMemory_changesOnlyWhereOneIsExceededOrMuchIsGained() {
        Budget wide = new Budget(2 << 20, 30_000, TensorEncoding.INT8);
        BitSet best = better(new BitSet(), wide).indices();

        assertThat(wide.payloadOf(NetworkPlan.of(CIFAR.network(), best)))
                .isLessThanOrEqualTo(30_000);
        assertThat(CHOICE.better(best, wide, GAINS)).isEmpty();
        assertThat(CHOICE.better(best, payload(30_500), GAINS)).isEmpty();
        assertThat(better(best, payload(60_000)).parameters()).isGreaterThan(50_000);
        assertThat(better(best, payload(20_000)).parameters()).isLessThan(20_000);
        assertThat(CHOICE.better(best, CHOICE.smallestBytes(), GAINS)).isPresent();
    }

    private static Budget payload(long bytes) {
        return new Budget(2 << 20, bytes, TensorEncoding.INT8);
    }

    private static NetworkPlan better(BitSet current, Budget budget) {
        return CHOICE.better(current, budget, GAINS).orElseThrow();
    }
}
