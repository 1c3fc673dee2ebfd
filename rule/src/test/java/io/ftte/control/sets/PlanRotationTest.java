package io.ftte.control.sets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanRotationTest {
    /** From Python: int.from_bytes(sha256(device + version.to_bytes(8)).digest()[:8]) % places. */
    @ParameterizedTest
    @CsvSource({
        "device-000, 0, 3, 0",
        "device-000, 1, 3, 1",
        "device-007, 12, 4, 0",
        "phone \u00e9, 1099511627776, 5, 4",
        "a, 7, 2, 0"
    })
    void place_ofDeviceAndVersion_isThatOfOtherLanguages(
            String device, long version, int places, int expected) {
        assertThat(PlanRotation.place(device, version, places)).isEqualTo(expected);
    }

    @Test
    void place_overManyVersions_givesEachPlanItsShare() {
        int[] turns = new int[4];
        for (int version = 0; version < 4_000; version++) {
            turns[PlanRotation.place("device", version, 4)]++;
        }
        for (int count : turns) {
            assertThat(count).isBetween(900, 1_100);
        }
    }

    @Test
    void place_ofOne_isTheFirst() {
        assertThat(PlanRotation.place("device", 5, 1)).isZero();
    }
}
