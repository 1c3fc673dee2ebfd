package io.ftte.control.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.ModelMemory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParticipationsTest {
    private final ModelMemory memory = new ModelMemory();
    private final Participations participations = new Participations(memory);

    @Test
    void of_aFleetInAnyOrder_isWhatAMapHolds() {
        Random random = new Random(1);
        Map<String, Integer> expected = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            String device = "device-" + random.nextInt(20_000);
            int count = participations.of(device) + 1;
            participations.keep(device, count);
            assertThat(expected.merge(device, 1, Integer::sum)).isEqualTo(count);
        }
        expected.forEach((device, count) -> assertThat(participations.of(device)).isEqualTo(count));
        assertThat(participations.of("nobody")).isZero();
    }

    /** 20 bytes a device, ascending, spread over all buckets. */
    @Test
    void keep_aFleet_takesTwentyBytesADevice() {
        int devices = 40_000;
        for (int i = 0; i < devices; i++) {
            participations.keep("d" + i, 300 + i);
        }
        long bytes = 0;
        for (int bucket = 0; bucket < Participations.BUCKETS; bucket++) {
            byte[] entries = memory.ledger(bucket);
            bytes += entries.length;
            assertThat(entries.length / 20).as("about ten a bucket").isLessThan(35);
            for (int at = 20; at < entries.length; at += 20) {
                assertThat(Arrays.compareUnsigned(entries, at - 20, at - 4, entries, at, at + 16))
                        .isNegative();
            }
        }
        assertThat(bytes).isEqualTo(20L * devices);
    }

    /** A snapshot may be reading it. */
    @Test
    void keep_another_leavesTheOldBytesAlone() {
        participations.keep("a", 1);
        int bucket = 0;
        while (memory.ledger(bucket).length == 0) {
            bucket++;
        }
        byte[] before = memory.ledger(bucket);
        byte[] copy = before.clone();
        participations.keep("a", 2);
        assertThat(before).isEqualTo(copy);
    }
}
