package io.ftte.operators.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.SequencerFixture;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.settings.LateUpdates;
import io.ftte.schemas.settings.Normalizer;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.Words;
import io.ftte.schemas.wire.RecordCodec;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that name what only a later release knows. */
class LaterReleaseSettingsTest {

    private SequencerFixture sequencer;

    @BeforeEach
    void open() throws Exception {
        sequencer = new SequencerFixture();
    }

    @AfterEach
    void close() throws Exception {
        sequencer.harness.close();
    }

    static Stream<Arguments> unknown() {
        return Stream.of(
                Arguments.of(
                        settings()
                                .setAge(
                                        AgeSettings.newBuilder()
                                                .setFunction("exponential-capped")
                                                .build()),
                        line(
                                "age.function",
                                AgeFunction.class,
                                "exponential-capped",
                                "exponential")),
                Arguments.of(
                        settings()
                                .setServerOptimizer(
                                        ServerOptimizer.newBuilder().setName("rmsprop2").build()),
                        line("serverOptimizer.name", OptimizerName.class, "rmsprop2", "rmsprop")),
                Arguments.of(
                        settings().setNormalizer("weight"),
                        line("normalizer", Normalizer.class, "weight", "weights")),
                Arguments.of(
                        settings().setExamples("equals"),
                        line("examples", ExampleWeighting.class, "equals", "equal")),
                Arguments.of(
                        settings().setLateUpdates("rejected"),
                        line("lateUpdates", LateUpdates.class, "rejected", "reject")));
    }

    private static String line(
            String setting, Class<? extends Enum<?>> known, String word, String nearest) {
        return "%s must be one of %s, not \"%s\"; the nearest is %s"
                .formatted(setting, String.join(", ", Words.all(known)), word, nearest);
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void register_wordOfALaterRelease_isRefusedInOneLine(
            AggregationSettings.Builder settings, String line) throws Exception {
        sequencer.register(SequencerFixture.model(1).with(settings.build()));
        assertRefused(line);
        assertThat(sequencer.shardCommands()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void settings_wordOfALaterRelease_areRefusedInOneLine(
            AggregationSettings.Builder settings, String line) throws Exception {
        ModelDefinition model = SequencerFixture.model(1);
        sequencer.register(model);
        sequencer.control(TestModels.newSettings(model.head().getModelId(), 1, 0, settings));
        assertRefused(line);
    }

    private void assertRefused(String line) throws Exception {
        assertThat(sequencer.side(Sequencer.REJECTED)).hasSize(1);
        Rejection rejection =
                RecordCodec.decode(
                        sequencer.side(Sequencer.REJECTED).get(0).value(), Rejection.class);
        assertThat(rejection.getReason()).isEqualTo(RejectionReason.MALFORMED);
        assertThat(rejection.getDetail()).isEqualTo(line);
    }

    private static AggregationSettings.Builder settings() {
        return TestModels.settings(1);
    }
}
