package io.ftte.operators;

import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** The subtasks of an operator with two keyed inputs. */
final class TwoInputStage<K, A, B, OUT>
        extends KeyedStage<OUT, KeyedTwoInputStreamOperatorTestHarness<K, A, B, OUT>> {
    private final KeySelector<A, K> firstKey;
    private final KeySelector<B, K> secondKey;

    TwoInputStage(
            Harnesses.Factory<KeyedTwoInputStreamOperatorTestHarness<K, A, B, OUT>> factory,
            KeySelector<A, K> firstKey,
            KeySelector<B, K> secondKey,
            RoutedOutput<OUT> output)
            throws Exception {
        super(factory, output);
        this.firstKey = firstKey;
        this.secondKey = secondKey;
    }

    void first(A element) throws Exception {
        of(firstKey.getKey(element)).processElement1(element, 0);
    }

    void second(B element) throws Exception {
        of(secondKey.getKey(element)).processElement2(element, 0);
    }

    void watermarks(long first, long second) throws Exception {
        for (KeyedTwoInputStreamOperatorTestHarness<K, A, B, OUT> subtask : subtasks()) {
            subtask.processWatermark1(new Watermark(first));
            subtask.processWatermark2(new Watermark(second));
        }
    }
}
