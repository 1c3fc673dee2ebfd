package io.ftte.operators.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.SequencerFixture;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.text.ModelDefinition;
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
                        "age.function must be one of constant, polynomial, hinge, exponential,"
                                + " half-life, not \"exponential-capped\"; the nearest is"
                                + " exponential"),
                Arguments.of(
                        settings()
                                .setServerOptimizer(
                                        ServerOptimizer.newBuilder().setName("adamw").build()),
                        "serverOptimizer.name must be one of sgd, rmsprop, nesterov, adam,"
                                + " amsgrad, adagrad, not \"adamw\"; the nearest is adam"),
                Arguments.of(
                        settings().setNormalizer("weight"),
                        "normalizer must be one of contributions, weights, not \"weight\"; the"
                                + " nearest is weights"),
                Arguments.of(
                        settings().setExamples("log"),
                        "examples must be one of equal, linear, sqrt, not \"log\"; the nearest is"
                                + " sqrt"),
                Arguments.of(
                        settings().setLateUpdates("rejected"),
                        "lateUpdates must be one of admit, reject, not \"rejected\"; the nearest"
                                + " is reject"));
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
