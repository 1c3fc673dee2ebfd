package io.ftte.devices.simulation.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ftte.devices.data.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionTest {
    private static final int[] LABELS = IntStream.range(0, 2_000).map(i -> i % 10).toArray();

    @Test
    void deal_hard_stragglersHoldTheOtherHalfOfTheLabels() {
        boolean[] slow = new boolean[100];
        Arrays.fill(slow, 0, 50, true);

        List<int[]> parts = deal(Partition.Kind.HARD, slow, new int[0]);

        // 5 x 0.6 of 5 x 0.75, and 5 x 0.05 of 5 x 0.65.
        assertThat(upper(parts.subList(0, 50))).isCloseTo(0.8, within(0.08));
        assertThat(upper(parts.subList(50, 100))).isCloseTo(0.077, within(0.05));
        assertThat(parts).allSatisfy(part -> assertThat(part).hasSize(20));
    }

    @Test
    void deal_dirichlet_ignoresWhoIsSlow() {
        boolean[] slow = new boolean[100];
        Arrays.fill(slow, 0, 50, true);

        List<int[]> parts = deal(Partition.Kind.DIRICHLET, slow, new int[0]);

        assertThat(upper(parts.subList(0, 50))).isCloseTo(0.5, within(0.1));
        assertThat(upper(parts.subList(50, 100))).isCloseTo(0.5, within(0.1));
    }

    @Test
    void deal_natural_noDeviceHoldsExamplesOfTwoPersons() {
        int[] clients = IntStream.range(0, 2_000).map(i -> i / 200).toArray();

        List<int[]> parts = deal(Partition.Kind.NATURAL, new boolean[25], clients);

        assertThat(parts)
                .allSatisfy(
                        part ->
                                assertThat(Arrays.stream(part).map(i -> clients[i]).distinct())
                                        .hasSize(1));
        assertThat(parts.stream().flatMapToInt(Arrays::stream).distinct().count()).isEqualTo(2_000);
    }

    @Test
    void deal_moreDevicesThanExamples_isRefused() {
        assertThatThrownBy(() -> deal(Partition.Kind.HARD, new boolean[2_001], new int[0]))
                .hasMessage("2001 devices are too many for 2000 examples");
    }

    private static List<int[]> deal(Partition.Kind kind, boolean[] slow, int[] clients) {
        return new Partition(kind, 0.3).deal(LABELS, 10, slow, clients, Seeds.generator(1, 1));
    }

    private static double upper(List<int[]> parts) {
        return parts.stream()
                .flatMapToInt(Arrays::stream)
                .mapToDouble(i -> LABELS[i] >= 5 ? 1 : 0)
                .average()
                .orElseThrow();
    }
}
