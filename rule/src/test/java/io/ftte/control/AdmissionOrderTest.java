package io.ftte.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionOrderTest {
    private static TestUpdate update(long time, String device, long sequence, long place) {
        TestUpdate update = TestUpdate.of(device, sequence).at(time);
        return new TestUpdate(
                device,
                sequence,
                0,
                1,
                update.totalLength(),
                update.orderTime(),
                update.late(),
                place,
                0);
    }

    @Test
    void sort_updatesThatDifferInOneThing_timeThenDeviceBytesThenSequenceThenPlace() {
        List<TestUpdate> ordered =
                List.of(
                        update(1, "z", 9, 9),
                        update(2, "a", 1, 7),
                        update(2, "a", 2, 3),
                        update(2, "a", 2, 4),
                        // Before U+1F600 in UTF-8, after it in Java.
                        update(2, "\uFFFD", 0, 2),
                        update(2, "\uD83D\uDE00", 0, 1));
        List<TestUpdate> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        shuffled.sort(new AdmissionOrder());
        assertThat(shuffled).isEqualTo(ordered);
    }
}
