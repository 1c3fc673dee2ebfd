package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.text.Words;
import io.ftte.schemas.wire.Tensors;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rule allocates nothing per update, its numbers' loops the same for any length; per version it
 * allocates the sorted copy of each plan's variance window and, amortised, the growth of the
 * publication times.
 */
class AllocationTest {
    private static final int UPDATES = 100_000;
    private static final int BUFFER_SIZE = 10;
    private static final int WINDOW = 64;

    /** Array headers, and the doubling array of 8 bytes a version. */
    private static final int BYTES_PER_VERSION = WINDOW * Double.BYTES + 64;

    /** A view of the bytes and what holds it. */
    private static final int BYTES_PER_READER = 160;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(AgeFunction.class)
    void refusalAndAdmit_manyUpdates_allocateNothingUntilTheBufferIsFull(AgeFunction function) {
        TestBuffer buffer = new TestBuffer(settings(function, 10_000));
        long allocated = 0;
        for (int version = 0; version < 2 * UPDATES / 10_000; version++) {
            long base = Math.max(0, buffer.model.version - 3);
            long bytes = allocatedBy(9_999, i -> refuseOrAdmit(buffer, base, i));
            allocated += version < UPDATES / 10_000 ? 0 : bytes;
            buffer.admit(1_000, base, 1);
        }
        assertThat(allocated).isZero();
    }

    @ParameterizedTest
    @EnumSource(AgeFunction.class)
    void admitAndClose_manyVersions_allocateTheWindowsCopyPerVersion(AgeFunction function) {
        TestBuffer buffer = new TestBuffer(settings(function, BUFFER_SIZE));
        IntConsumer update =
                i -> {
                    if (refuseOrAdmit(buffer, Math.max(0, buffer.model.version - 3), i)) {
                        buffer.rule.close(buffer.model);
                    }
                };
        allocatedBy(UPDATES, update);
        assertThat(allocatedBy(UPDATES, update))
                .isLessThanOrEqualTo((long) UPDATES / BUFFER_SIZE * BYTES_PER_VERSION);
    }

    /** What reads the payload, for each of the two: however long it is. */
    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void statisticsAndWeightedSum_anyLength_allocateTwoReadersAnUpdate(TensorEncoding encoding) {
        assertThat(allocatedPerUpdate(encoding, 1_500)).isLessThanOrEqualTo(2 * BYTES_PER_READER);
        assertThat(allocatedPerUpdate(encoding, 60_000)).isLessThanOrEqualTo(2 * BYTES_PER_READER);
    }

    private static long allocatedPerUpdate(TensorEncoding encoding, int components) {
        float[] delta = new float[components];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = i % 7 - 3;
        }
        byte[] chunk = Tensors.encode(encoding, delta, 0, delta.length);
        float[] sum = new float[delta.length];
        StatisticsAccumulator statistics = new StatisticsAccumulator();
        WeightedSum weightedSum = new WeightedSum();
        IntConsumer update =
                i -> {
                    if (statistics.compute(encoding, chunk, 0, delta.length).isFinite()) {
                        weightedSum.add(sum, 0, 1e-5f, encoding, chunk, 0, delta.length);
                    }
                };
        // The first makes room for the longest sum.
        allocatedBy(10, update);
        long allocated = allocatedBy(1_000, update);
        assertThat(sum[0]).isNegative();
        return allocated / 1_000;
    }

    private static boolean refuseOrAdmit(TestBuffer buffer, long base, int i) {
        boolean counts =
                buffer.rule
                        .refusal(buffer.model, buffer.plan, TestBuffer.LENGTH, base, false)
                        .isEmpty();
        return counts
                && buffer.rule.admit(
                        buffer.model,
                        buffer.plan,
                        1_000 + i,
                        base,
                        1 + i % 50,
                        i % 11,
                        i % 5,
                        buffer.weight);
    }

    private static long allocatedBy(int times, IntConsumer update) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            update.accept(i);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static AggregationSettings settings(AgeFunction function, int bufferSize) {
        return TestSettings.defaults()
                .setBufferSize(bufferSize)
                .setMaxStaleness(1_000)
                .setExamples(Words.of(ExampleWeighting.SQRT))
                .setClipNorm(2.0)
                .setAge(TestSettings.age(function).setHalfLifeMs(1_000.0).build())
                .setVariance(TestSettings.variance(0.5, WINDOW, 5))
                .build();
    }
}
