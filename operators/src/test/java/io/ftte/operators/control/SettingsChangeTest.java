package io.ftte.operators.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.HarnessPipeline;
import io.ftte.operators.fixtures.Outcome;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.settings.Normalizer;
import io.ftte.schemas.text.Words;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A model's settings change while it trains: through the whole graph, to the last bit. */
class SettingsChangeTest {
    private static final int PARAMETERS = 2_500;
    private static final int UPDATES = 60;

    private static AggregationSettings.Builder before() {
        return TestModels.settings(4).setAveragingDecay(0.5);
    }

    /** All that may change, but the staleness. */
    private static AggregationSettings.Builder after() {
        return before().setBufferSize(3)
                .setServerLearningRate(0.3)
                .setNormalizer(Words.of(Normalizer.WEIGHTS))
                .setAge(AgeSettings.newBuilder().setFunction(Words.of(AgeFunction.HINGE)).build())
                .setVariance(
                        VarianceSettings.newBuilder()
                                .setExponent(1)
                                .setWindow(6)
                                .setMinimum(2)
                                .build())
                .setExamples(Words.of(ExampleWeighting.SQRT))
                .setClipNorm(20.0)
                .setAveragingDecay(0.9)
                .setCoverageFloor(0.5);
    }

    /** Messages of the control topic by the update before which they come. */
    private static Outcome run(Map<Integer, ControlMessage> messages, int restartAt)
            throws Exception {
        HarnessPipeline pipeline = new HarnessPipeline(1);
        try {
            for (ControlMessage message :
                    TestModels.registration(
                            TestModels.model(
                                    "m",
                                    PARAMETERS,
                                    before().build(),
                                    1,
                                    TestModels.plan(1, 0, PARAMETERS)))) {
                pipeline.accept(message);
            }
            for (int i = 0; i < UPDATES; i++) {
                if (messages.containsKey(i)) {
                    pipeline.accept(messages.get(i));
                }
                if (i == restartAt) {
                    pipeline.restart(2);
                }
                float[] delta = TestModels.numbers(PARAMETERS, i);
                delta[0] *= i % 5;
                pipeline.accept(
                        TestModels.raw(
                                0,
                                i,
                                // Beyond the out-of-orderness: each decides the one before.
                                TestModels.START + 1000L * i,
                                TestModels.update(
                                        "m",
                                        "d",
                                        i,
                                        i / 8,
                                        1,
                                        PARAMETERS,
                                        0,
                                        PARAMETERS,
                                        TensorEncoding.F32,
                                        delta)));
                pipeline.deliver(edge -> false);
            }
            return pipeline.finish();
        } finally {
            pipeline.close();
        }
    }

    @Test
    void change_inMidBuffer_equalsTheReplayThatKnowsTheVersion() throws Exception {
        // Before update 22, 21 are decided: five versions, and one update in the open buffer.
        Outcome live =
                run(Map.of(22, TestModels.newSettings("m", 1, 0, after())), Integer.MAX_VALUE);
        Outcome replayed =
                run(Map.of(0, TestModels.newSettings("m", 1, 6, after())), Integer.MAX_VALUE);

        assertThat(live.rejections()).isEmpty();
        assertThat(live.left().values()).containsOnly(0L);
        assertThat(live.lineage().get("m")).hasSize(6 + (UPDATES - 24) / 3);
        assertThat(replayed.lineage()).isEqualTo(live.lineage());
        assertThat(replayed.models()).isEqualTo(live.models());
    }

    @Test
    void change_toComeAcrossARestart_givesTheSameBits() throws Exception {
        ControlMessage change = TestModels.newSettings("m", 1, 6, after());
        Outcome undisturbed = run(Map.of(0, change), Integer.MAX_VALUE);
        for (int restartAt : new int[] {10, 40}) {
            Outcome restarted = run(Map.of(0, change), restartAt);
            assertThat(restarted.lineage()).isEqualTo(undisturbed.lineage());
            assertThat(restarted.models()).isEqualTo(undisturbed.models());
        }
    }
}
