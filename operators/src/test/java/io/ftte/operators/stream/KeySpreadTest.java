package io.ftte.operators.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySpreadTest {
    private static final int OWNERS = 500;

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void hash_slicesOfOnePlan_spreadEvenlyOverSubtasks(int parallelism) {
        for (int owner = 0; owner < OWNERS; owner++) {
            String model = "model-" + owner;
            assertSpreadEvenly(slice -> new SliceKey(model, 3, slice), 300, parallelism);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void hash_shardsOfOneModel_spreadEvenlyOverSubtasks(int parallelism) {
        for (int owner = 0; owner < OWNERS; owner++) {
            String model = "model-" + owner;
            assertSpreadEvenly(shard -> new ShardKey(model, 1, shard), 300, parallelism);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void hash_layersOfOneModel_spreadEvenlyOverSubtasks(int parallelism) {
        for (int owner = 0; owner < OWNERS; owner++) {
            String model = "model-" + owner;
            assertSpreadEvenly(layer -> new LayerKey(model, 1, layer), 300, parallelism);
        }
    }

    @Test
    void hash_twoSlices_neverShareASubtaskOfTwo() {
        for (int owner = 0; owner < 100_000; owner++) {
            String model = "model-" + owner;
            assertThat(subtask(new SliceKey(model, 0, 0), 2))
                    .isNotEqualTo(subtask(new SliceKey(model, 0, 1), 2));
        }
    }

    /** Flink's hash of this owner is 20 below the largest int. */
    @Test
    void hash_ownerWithNearlyTheLargestHash_isFoundForEveryIndex() {
        Set<Integer> codes = new HashSet<>();
        for (int index = 0; index < 1_000; index++) {
            codes.add(KeySpread.hash(5_284_836, index));
        }
        assertThat(codes).hasSize(1_000);
    }

    /** After each further key, no subtask has two keys more than another. */
    private static void assertSpreadEvenly(IntFunction<Object> key, int keys, int parallelism) {
        int[] counts = new int[parallelism];
        for (int i = 0; i < keys; i++) {
            counts[subtask(key.apply(i), parallelism)]++;
            int most = Arrays.stream(counts).max().orElseThrow();
            int least = Arrays.stream(counts).min().orElseThrow();
            assertThat(most - least).as("%s", key.apply(i)).isLessThanOrEqualTo(1);
        }
    }

    private static int subtask(Object key, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                key, KeySpread.KEY_GROUPS, parallelism);
    }
}
