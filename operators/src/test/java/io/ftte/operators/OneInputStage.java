package io.ftte.operators;

import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** The subtasks of an operator with one keyed input. */
final class OneInputStage<K, IN, OUT>
        extends KeyedStage<OUT, KeyedOneInputStreamOperatorTestHarness<K, IN, OUT>> {
    private final KeySelector<IN, K> key;

    OneInputStage(
            Harnesses.Factory<KeyedOneInputStreamOperatorTestHarness<K, IN, OUT>> factory,
            KeySelector<IN, K> key,
            RoutedOutput<OUT> output)
            throws Exception {
        super(factory, output);
        this.key = key;
    }

    void accept(IN element) throws Exception {
        of(key.getKey(element)).processElement(element, 0);
    }

    void watermark(long time) throws Exception {
        for (KeyedOneInputStreamOperatorTestHarness<K, IN, OUT> subtask : subtasks()) {
            subtask.processWatermark(time);
        }
    }
}
