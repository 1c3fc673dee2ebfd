package io.ftte.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.Preset;
import io.ftte.topics.OptionsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Presets in {@code --set}, for a model that trains and for a replay. */
class SettingsChangeTest {
    private static final AggregationSettings FTTE = Preset.FTTE.over(LiveSettings.defaults());

    @Test
    void whileTraining_presetOfTheSameStep_bringsItsSettingsBackAndLeavesTheOthers() {
        AggregationSettings tried =
                AggregationJson.changed(FTTE, Map.of("bufferSize", "20", "age.exponent", "2"));

        assertThat(new SettingsChange(Map.of("preset", "ftte")).whileTraining(tried))
                .isEqualTo(AggregationSettings.newBuilder(FTTE).setBufferSize(20).build());
    }

    @Test
    void whileTraining_presetOfAnotherStep_saysWhatToDo() {
        assertThatThrownBy(
                        () -> new SettingsChange(Map.of("preset", "fedbuff")).whileTraining(FTTE))
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        "preset=fedbuff: serverOptimizer cannot change while the model trains:"
                                + " register a new model");
    }

    /** The same without it. */
    @Test
    void whileTraining_presetBesideAnotherStep_namesTheStepAlone() {
        assertThatThrownBy(
                        () ->
                                new SettingsChange(
                                                Map.of(
                                                        "preset",
                                                        "ftte",
                                                        "serverOptimizer.name",
                                                        "sgd"))
                                        .whileTraining(FTTE))
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        "serverOptimizer cannot change while the model trains: register a new"
                                + " model");
    }

    @Test
    void of_presetOfAnotherStep_isWhatAReplayTries() {
        assertThat(new SettingsChange(Map.of("preset", "fedbuff")).of(FTTE))
                .isEqualTo(Preset.FEDBUFF.over(LiveSettings.defaults()));
    }

    /** The first of them would have been taken, and the second forgotten. */
    @Test
    void of_twoValues_areRefused() {
        assertThatThrownBy(() -> new SettingsChange(Map.of("bufferSize", "20 30")).of(FTTE))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("bufferSize must be an integer of 32 bits, not \"20 30\"");
    }

    @Test
    void of_unknownPreset_namesTheNearest() {
        assertThatThrownBy(() -> new SettingsChange(Map.of("preset", "fed-buff")).of(FTTE))
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        "preset must be one of ftte, ftte-rmsprop, fedbuff, fedasync, private, not"
                                + " \"fed-buff\"; the nearest is fedbuff; correct --set");
    }
}
