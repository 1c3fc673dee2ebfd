package io.ftte.control.sets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PlanRotationTest {
    /** The test vectors of the protocol, which come from Python. */
    @Test
    void place_ofDeviceAndVersion_isThatOfOtherLanguages() throws Exception {
        JsonNode turns =
                new ObjectMapper().readTree(Path.of("../schemas/vectors/turns.json").toFile());
        assertThat(turns).isNotEmpty();
        for (JsonNode turn : turns) {
            assertThat(
                            PlanRotation.place(
                                    turn.get("deviceId").asText(),
                                    turn.get("baseVersion").asLong(),
                                    turn.get("places").asInt()))
                    .as(turn.get("name").asText())
                    .isEqualTo(turn.get("place").asInt());
        }
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
