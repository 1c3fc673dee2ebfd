package io.ftte.devices.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ftte.devices.data.Digits;
import io.ftte.devices.fixtures.OfflineFleet;
import io.ftte.devices.fixtures.TestNetworks;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.TrainingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetSettingsTest {

    private static final Network MLP = TestNetworks.mlp(32);

    @Test
    void paces_withoutJitter_fallIntoTwoClasses() {
        List<Duration> times =
                settings(0, Duration.ofSeconds(15)).paces(1).stream()
                        .map(DevicePace::next)
                        .toList();

        assertThat(times).hasSize(50);
        assertThat(times).filteredOn(Duration.ofMillis(150)::equals).hasSize(20);
        assertThat(times).filteredOn(Duration.ofMillis(1200)::equals).hasSize(30);
    }

    @Test
    void paces_withJitter_haveTheMedianOfTheirClassAndRepeatWithTheSeed() {
        FleetSettings fleet = settings(0.25, Duration.ofSeconds(15));
        DevicePace pace = fleet.paces(1).get(0);
        double median =
                Stream.generate(pace::next)
                        .limit(999)
                        .sorted()
                        .skip(499)
                        .findFirst()
                        .orElseThrow()
                        .toMillis();

        assertThat(Math.min(Math.abs(median / 150 - 1), Math.abs(median / 1200 - 1)))
                .isLessThan(0.05);
        assertThat(fleet.paces(3).get(0).next()).isEqualTo(fleet.paces(3).get(0).next());
    }

    @ParameterizedTest
    @CsvSource({"1,700", "2,2000", "3,6500"})
    void defaults_anyDelayOfVersions_reachTheTarget(long seed, long delayMs) {
        OfflineFleet fleet = new OfflineFleet(FleetSettings.defaults(), MLP, seed);

        OfflineFleet.Result result = fleet.run(10, delayMs, 0.92, 150);

        assertThat(result.versionsToTarget()).isBetween(10L, 130L);
        assertThat(result.meanStaleness()).isBetween(2.0, 5.0);
    }

    @Test
    void noPatience_delayOfVersions_pilesUpStaleness() {
        OfflineFleet fleet = new OfflineFleet(settings(0.25, Duration.ZERO), MLP, 2);

        OfflineFleet.Result result = fleet.run(10, 2000, 0.92, 100);

        assertThat(result.versionsToTarget()).isEqualTo(-1);
        assertThat(result.meanStaleness()).isGreaterThan(20);
    }

    @Test
    void construct_shareAboveOne_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new FleetSettings(
                                        5,
                                        60,
                                        8,
                                        Duration.ZERO,
                                        0,
                                        Duration.ZERO,
                                        0.5,
                                        new TrainingSettings(1, 1, 1),
                                        MemoryBudgets.UNLIMITED,
                                        0))
                .withMessageContaining("share of stragglers in [0, 1], got 5 and 60.0");
    }

    @Test
    void examples_aFifthHeldOut_isOfEachDeviceAndNotTrainedOn() {
        Dataset data = Digits.load();
        List<Dataset.Split> whole = FleetSettings.defaults().examples(data, 1);
        List<Dataset.Split> split = FleetSettings.defaults().withOwnTest(0.2).examples(data, 1);

        for (int d = 0; d < split.size(); d++) {
            int examples = whole.get(d).train().size();
            assertThat(whole.get(d).heldOut().size()).isZero();
            assertThat(split.get(d).heldOut().size())
                    .isEqualTo(Math.max(1, Math.round(0.2 * examples)));
            List<String> dealt = rows(split.get(d).train());
            dealt.addAll(rows(split.get(d).heldOut()));
            assertThat(dealt).containsExactlyInAnyOrderElementsOf(rows(whole.get(d).train()));
        }
    }

    private static List<String> rows(Dataset data) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            float[] row = new float[data.width()];
            data.read(i, row, 0);
            rows.add(data.label(i) + Arrays.toString(row));
        }
        return rows;
    }

    private static FleetSettings settings(double jitter, Duration patience) {
        FleetSettings defaults = FleetSettings.defaults();
        return new FleetSettings(
                defaults.devices(),
                defaults.stragglers(),
                defaults.slowdown(),
                defaults.trainingTime(),
                jitter,
                patience,
                defaults.alpha(),
                defaults.training(),
                MemoryBudgets.UNLIMITED,
                0);
    }
}
