package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.VarianceSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a preset stands for, where it is named. */
class PresetTest {
    /** What a live job's registrations have where nothing is said; no preset changes the bound. */
    private static final AggregationSettings LIVE =
            AggregationSettings.newBuilder(AggregationJson.defaults())
                    .setMaxStaleness(1000)
                    .build();

    @Test
    void over_ftte_isTheSpectralRule() {
        assertThat(Preset.FTTE.over(LIVE)).isEqualTo(ftte(10));
        assertThat(Preset.DEFAULT).isEqualTo(Preset.FTTE);
    }

    @Test
    void over_ftteRmsprop_isTheRuleBeforeIt() {
        assertThat(Preset.FTTE_RMSPROP.over(LIVE))
                .isEqualTo(whole(10, 0.02, 0.5, 0.5, "rmsprop", 0.9));
    }

    @Test
    void over_fedbuff_isThePapersRule() {
        assertThat(Preset.FEDBUFF.over(LIVE)).isEqualTo(whole(10, 1, 0.5, 0, "sgd", null));
    }

    @Test
    void over_fedasync_isThePapersRule() {
        assertThat(Preset.FEDASYNC.over(LIVE)).isEqualTo(whole(1, 0.6, 0.5, 0, "sgd", null));
    }

    /** Other than {@code whole} makes them: a buffer, its clip and the rate that goes with it. */
    @Test
    void over_private_isWhatAPrivateModelMayHave() {
        assertThat(Preset.PRIVATE.over(LIVE))
                .isEqualTo(
                        AggregationSettings.newBuilder(whole(100, 8, 0.5, 0, "sgd", 0.9))
                                .setClipNorm(0.05)
                                .build());
    }

    /** Who asks for it by that name believes that the model is private. */
    @Test
    void read_privateWithoutPrivacy_isRefused() throws Exception {
        String privacy =
                "\"privacy\": {\"noise\": 4, \"epsilon\": 5, \"delta\": 1e-7, \"devices\": 1000}";
        assertThat(read("{\"preset\": \"private\", " + privacy + "}").getPrivacyNoise())
                .isEqualTo(4);
        assertThatThrownBy(() -> read("{\"preset\": \"private\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("preset private without privacy makes no model private");
        assertThatThrownBy(() -> AggregationJson.changed(LIVE, Map.of("preset", "private")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("preset private without privacy");
    }

    @Test
    void over_anotherPreset_leavesNothingOfIt() {
        assertThat(Preset.FEDBUFF.over(Preset.FTTE.over(LIVE)))
                .isEqualTo(Preset.FEDBUFF.over(LIVE));
    }

    @Test
    void read_presetAndSettings_theSettingsWin() throws Exception {
        assertThat(read("{\"preset\": \"ftte\", \"bufferSize\": 7, \"serverLearningRate\": 0.1}"))
                .isEqualTo(
                        AggregationSettings.newBuilder(ftte(7)).setServerLearningRate(0.1).build());
    }

    @Test
    void read_presetAndPartOfAnObject_theRestIsThePresets() throws Exception {
        AggregationSettings read =
                read(
                        "{\"preset\": \"ftte\", \"age\": {\"slope\": 3}, \"variance\": {\"window\":"
                                + " 8}}");
        assertThat(read.getAge().getExponent()).isEqualTo(1);
        assertThat(read.getAge().getSlope()).isEqualTo(3);
        assertThat(read.getVariance().getExponent()).isZero();
        assertThat(read.getVariance().getWindow()).isEqualTo(8);
    }

    @Test
    void read_presetAndNull_isWhatHoldsWithoutThePreset() throws Exception {
        AggregationSettings read =
                read(
                        "{\"preset\": \"ftte\", \"averaging\": null, \"variance\": null,"
                                + " \"age\": {\"exponent\": null}, \"maxStaleness\": null}");
        assertThat(read.getAveragingDecay()).isNull();
        assertThat(read.getVariance()).isEqualTo(LIVE.getVariance());
        assertThat(read.getAge()).isEqualTo(LIVE.getAge());
        assertThat(read.getMaxStaleness()).isEqualTo(1000);
        assertThat(read.getServerOptimizer().getName()).isEqualTo("spectral");
    }

    /** What the object leaves out is the preset's, also where that is all it has. */
    @Test
    void read_presetAndEmptyAveraging_isThePresets() throws Exception {
        assertThat(read("{\"preset\": \"ftte\", \"averaging\": {}}")).isEqualTo(ftte(10));
        assertThatThrownBy(() -> read("{\"averaging\": {}}"))
                .hasMessage("aggregation.averaging.decay is missing");
        assertThatThrownBy(() -> read("{\"preset\": \"fedbuff\", \"averaging\": {}}"))
                .hasMessage("aggregation.averaging.decay is missing");
    }

    /** A rate of 1, which suits sgd, ruins a model that steps by layers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
{"serverOptimizer": {"name": "spectral"}}                              | 0.03
{"serverOptimizer": {"name": "spectral"}, "serverLearningRate": null}  | 0.03
{"preset": "ftte", "serverLearningRate": null}                         | 0.03
{"serverOptimizer": {"name": "spectral"}, "serverLearningRate": 1}     | 1
{"preset": "ftte", "serverLearningRate": 1}                            | 1
{"preset": "fedasync", "serverOptimizer": {"name": "spectral"}}        | 0.6
{"preset": "ftte", "serverOptimizer": {"name": "sgd"}}                 | 0.03
{"preset": "fedasync", "serverLearningRate": null}                     | 1
""")
    void read_spectralStep_hasARateOfItsOwn(String section, double rate) throws Exception {
        assertThat(read(section).getServerLearningRate()).isEqualTo(rate);
    }

    @Test
    void changed_rateOfTheSpectralStepTakenAway_isItsOwn() {
        AggregationSettings tried =
                AggregationJson.changed(ftte(10), Map.of("serverLearningRate", "0.1"));

        assertThat(AggregationJson.changed(tried, Map.of("serverLearningRate", "null")))
                .isEqualTo(ftte(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
"fttte"   | must be one of ftte, ftte-rmsprop, fedbuff, fedasync, private, not "fttte"; the nearest is ftte
"fedbuf"  | the nearest is fedbuff
"FTTE"    | the nearest is
7         | aggregation.preset must be one of ftte, ftte-rmsprop, fedbuff, fedasync, private, not 7
{}        | aggregation.preset must be one of
""")
    void read_unknownPreset_namesTheNearest(String preset, String reason) {
        assertThatThrownBy(() -> read("{\"preset\": " + preset + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("aggregation.preset ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    /** What {@code --set} of a training model and of a replay do. */
    @Test
    void changed_presetAndSettings_theSettingsWinInAnyOrder() {
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("age.exponent", "2");
        changes.put("preset", "fedasync");
        AggregationSettings before = Preset.FTTE.over(LIVE);

        AggregationSettings after = AggregationJson.changed(before, changes);

        assertThat(after).isEqualTo(whole(1, 0.6, 2, 0, "sgd", null));
        assertThat(before).isEqualTo(Preset.FTTE.over(LIVE));
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void difference_ofAnyPresets_makesOneOfTheOther(Preset preset) {
        for (Preset other : Preset.values()) {
            AggregationSettings before = preset.over(LIVE);
            AggregationSettings after = other.over(LIVE);
            assertThat(AggregationJson.changed(before, AggregationJson.difference(before, after)))
                    .isEqualTo(after);
        }
    }

    @Test
    void difference_ofSettings_isWhatChanged() {
        AggregationSettings before = AggregationSettings.newBuilder(LIVE).setClipNorm(2.0).build();
        AggregationSettings after =
                AggregationJson.changed(LIVE, Map.of("age.exponent", "2", "bufferSize", "3"));
        assertThat(AggregationJson.difference(before, after))
                .containsExactly(
                        Map.entry("bufferSize", "3"),
                        Map.entry("age.exponent", "2.0"),
                        Map.entry("clipNorm", "null"));
    }

    @Test
    void changed_unknownPreset_namesTheNearest() {
        assertThatThrownBy(() -> AggregationJson.changed(LIVE, Map.of("preset", "fedasink")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("the nearest is fedasync");
    }

    @Test
    void text_ofSettings_tellsTheStepAndWhatIsNotAtItsDefault() {
        assertThat(AggregationJson.text(AggregationJson.defaults()))
                .isEqualTo("serverLearningRate=1.0 serverOptimizer.name=sgd");
        assertThat(AggregationJson.text(Preset.FTTE.over(LIVE)))
                .isEqualTo(
                        "serverLearningRate=0.03 age.exponent=1.0 variance.exponent=0.0"
                                + " maxStaleness=1000 serverOptimizer.name=spectral"
                                + " averaging.decay=0.9");
    }

    private static AggregationSettings ftte(int bufferSize) {
        return whole(bufferSize, 0.03, 1, 0, "spectral", 0.9);
    }

    /** Every setting that presets differ in. */
    private static AggregationSettings whole(
            int bufferSize,
            double rate,
            double ageExponent,
            double varianceExponent,
            String optimizer,
            Double averagingDecay) {
        return new AggregationSettings(
                bufferSize,
                rate,
                "contributions",
                new AgeSettings("polynomial", ageExponent, 10.0, 4.0, 0.1, null),
                new VarianceSettings(varianceExponent, 64, 5),
                "equal",
                10_000L,
                null,
                1000L,
                "admit",
                new ServerOptimizer(optimizer, 0.99, 0.001, 0.9, 0.9, 0.99),
                averagingDecay,
                0.0,
                null,
                null,
                null,
                null,
                "mean",
                0.2,
                null,
                null);
    }

    private static AggregationSettings read(String section) throws IOException {
        return AggregationJson.read(
                new JsonFields(new ObjectMapper().readTree(section), "aggregation"), LIVE);
    }
}
