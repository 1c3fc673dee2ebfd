package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T(b), kept for the base versions that an update may still have. */
class PublicationTimesTest {
    private static final int VERSIONS = 1_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 15, 16, 17, 100, Integer.MAX_VALUE, Long.MAX_VALUE})
    void publicationTime_ofEveryAdmissibleBaseVersion_isThatOfItsPublication(long maxStaleness) {
        TestBuffer buffer = buffer(maxStaleness);
        for (int version = 1; version <= VERSIONS; version++) {
            buffer.publishUntil(version);
            for (long base = Math.max(0, version - maxStaleness); base <= version; base++) {
                assertThat(buffer.model.publicationTime(base)).isEqualTo(1_000 + 10 * base);
            }
        }
        assertThat(buffer.model.lastPublication()).isEqualTo(1_000 + 10 * VERSIONS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 16, 100})
    void publish_manyVersions_keepsTimesInProportionToMaxStaleness(long maxStaleness) {
        TestBuffer buffer = buffer(maxStaleness);
        buffer.publishUntil(VERSIONS);
        assertThat(buffer.model.publicationTimes.length)
                .isLessThanOrEqualTo(2 * (int) maxStaleness + 16);
    }

    @Test
    void close_fullBuffer_opensAnEmptyOneAtTheTimeOfTheLastAdmission() {
        TestBuffer buffer = new TestBuffer(TestSettings.defaults().setBufferSize(2).build());
        buffer.admit(5_000, 0, 1);
        assertThat(buffer.model.fill).isEqualTo(1);
        assertThat(buffer.model.version).isZero();
        buffer.admit(6_000, 0, 1);
        assertThat(buffer.model.fill).isZero();
        assertThat(buffer.model.version).isEqualTo(1);
        assertThat(buffer.model.lastPublication()).isEqualTo(6_000);
        assertThat(buffer.plan.divisor).isZero();
    }

    private static TestBuffer buffer(long maxStaleness) {
        return new TestBuffer(
                TestSettings.unweighted().setBufferSize(1).setMaxStaleness(maxStaleness).build());
    }
}
