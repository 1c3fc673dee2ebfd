package io.ftte.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void of_twoModels_spansBothEvenly() {
        Timeline timeline = Timeline.of(List.of(new long[] {20, 100}, new long[] {10, 50}), 4);

        assertThat(timeline.times()).containsExactly(10, 40, 70, 100);
    }

    @Test
    void of_yearsInMilliseconds_staysExactAtTheEnds() {
        long first = 1_700_000_000_000L;
        long last = first + 1_000L * 365 * 86_400_000L + 7;

        long[] times = Timeline.of(List.of(new long[] {first, last}), 200).times();

        assertThat(times).hasSize(200).isSorted().startsWith(first).endsWith(last);
    }

    @Test
    void of_oneVersionOrNone_hasAsManyTimes() {
        assertThat(Timeline.of(List.of(new long[] {5}, new long[0]), 200).times())
                .containsExactly(5);
        assertThat(Timeline.of(List.of(new long[0]), 200).times()).isEmpty();
    }

    @Test
    void newest_countsVersionsUpToEachTime() {
        Timeline timeline = new Timeline(new long[] {10, 20, 30});

        assertThat(timeline.newest(new long[] {20, 20, 21, 30})).containsExactly(0, 2, 4);
    }

    @Test
    void some_areSpreadWithBothEnds() {
        assertThat(new Timeline(new long[5]).some(3))
                .containsExactly(true, false, true, false, true);
        assertThat(new Timeline(new long[2]).some(3)).containsExactly(true, true);
        assertThat(new Timeline(new long[1]).some(3)).containsExactly(true);
    }
}
