package io.ftte.aggregation;

import static io.ftte.aggregation.TestSettings.variance;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.settings.OptimizerName;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AggregationRuleSettingsTest {

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                bad("variance.exponent", s -> s.setVariance(variance(-1, 64, 5))),
                bad("variance.exponent", s -> s.setVariance(variance(Double.NaN, 64, 5))),
                bad("variance.window", s -> s.setVariance(variance(0.5, 0, 5))),
                bad("variance.window", s -> s.setVariance(variance(0.5, Integer.MAX_VALUE, 5))),
                bad("variance.minimum", s -> s.setVariance(variance(0.5, 64, 0))),
                bad("maxExamples", s -> s.setMaxExamples(0)),
                bad("bufferSize", s -> s.setBufferSize(0)),
                bad("bufferSize", s -> s.setBufferSize(1_000_000)),
                bad("maxStaleness", s -> s.setMaxStaleness(-1)),
                bad("clipNorm", s -> s.setClipNorm(0.0)),
                bad("clipNorm", s -> s.setClipNorm(Double.NaN)),
                bad("serverLearningRate", s -> s.setServerLearningRate(0)),
                bad("serverLearningRate", s -> s.setServerLearningRate(Double.POSITIVE_INFINITY)),
                bad("coverageFloor", s -> s.setCoverageFloor(1.01)),
                bad("averaging.decay", s -> s.setAveragingDecay(1.0)),
                badOptimizer("serverOptimizer.decay", o -> o.setDecay(1)),
                badOptimizer("serverOptimizer.epsilon", o -> o.setEpsilon(0)),
                badOptimizer("serverOptimizer.momentum", o -> o.setMomentum(-0.1)),
                badOptimizer("serverOptimizer.beta1", o -> o.setBeta1(1)),
                badOptimizer("serverOptimizer.beta2", o -> o.setBeta2(Double.NaN)));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void new_settingOutOfRange_namesIt(
            String setting, Consumer<AggregationSettings.Builder> change) {
        AggregationSettings.Builder settings = TestSettings.defaults();
        change.accept(settings);
        assertThatThrownBy(() -> new AggregationRule(settings.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(setting + " must be ")
                .hasMessageContaining(", it is ");
    }

    @Test
    void new_defaults_areInRange() {
        assertThatCode(() -> new AggregationRule(TestSettings.defaults().build()))
                .doesNotThrowAnyException();
    }

    private static Arguments bad(String setting, Consumer<AggregationSettings.Builder> change) {
        return Arguments.of(setting, change);
    }

    private static Arguments badOptimizer(
            String setting, Consumer<ServerOptimizer.Builder> change) {
        return bad(
                setting,
                settings -> {
                    ServerOptimizer.Builder optimizer = TestSettings.optimizer(OptimizerName.SGD);
                    change.accept(optimizer);
                    settings.setServerOptimizer(optimizer.build());
                });
    }
}
