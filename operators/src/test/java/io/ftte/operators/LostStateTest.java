package io.ftte.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.Channel;
import io.ftte.operators.fixtures.HarnessPipeline;
import io.ftte.operators.fixtures.KeyedStage;
import io.ftte.operators.fixtures.Outcome;
import io.ftte.operators.fixtures.RescalingScenario;
import io.ftte.operators.fixtures.StatePiece;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each piece of state is needed: a restart that loses just one of them fails the job, puts out
 * something else, or leaves something waiting at the end. Shows that {@link RescalingTest} would
 * notice.
 */
class LostStateTest {
    private static Outcome undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        undisturbed = RescalingScenario.undisturbed();
    }

    @ParameterizedTest
    @EnumSource
    void restart_onePieceOfStateLost_isNoticed(StatePiece lost) {
        assertThat(equalsUndisturbedWithout(lost)).isFalse();
    }

    @Test
    void restart_stepsUnderWayLost_isNoticed() {
        assertThat(
                        equalsUndisturbed(
                                RescalingScenario.SECOND_CUT,
                                pipeline -> pipeline.steps().forget()))
                .isFalse();
    }

    private static boolean equalsUndisturbedWithout(StatePiece lost) {
        return equalsUndisturbed(
                RescalingScenario.cutThatNeeds(lost),
                pipeline -> {
                    lost.forget(pipeline);
                    assertThat(lost.keys(pipeline)).isZero();
                });
    }

    private static boolean equalsUndisturbed(int cut, Channel.Receiver<HarnessPipeline> loss) {
        try {
            return RescalingScenario.run(
                            RescalingScenario::heldAroundCuts,
                            RescalingScenario.ONE_TWO_ONE,
                            (step, pipeline) -> {
                                if (step == cut) {
                                    loss.accept(pipeline);
                                }
                            })
                    .equals(undisturbed);
        } catch (Exception e) {
            // The job failed; assertion errors are not caught.
            return false;
        }
    }

    @Test
    void statePieces_areAllThatTheOperatorsRegister() throws Exception {
        HarnessPipeline pipeline = new HarnessPipeline(1);
        try {
            int registered = 0;
            for (KeyedStage<?, ?> stage : pipeline.stages()) {
                registered += stage.registeredStates();
            }
            long known = Arrays.stream(StatePiece.values()).filter(p -> !p.isTimers()).count();
            assertThat(known).isEqualTo(registered);
        } finally {
            pipeline.close();
        }
    }
}
