package io.ftte.operators;

import io.ftte.operators.stream.KeySpread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** All subtasks of a keyed operator; elements go to the one that holds their key's group. */
abstract class KeyedStage<OUT, H extends AbstractStreamOperatorTestHarness<OUT>> {
    /** Stands for an operator's event-time timers where a state's name is asked for. */
    static final String TIMERS = "timers";

    private final Harnesses.Factory<H> factory;
    private final RoutedOutput<OUT> output;
    private List<H> subtasks = new ArrayList<>();

    KeyedStage(Harnesses.Factory<H> factory, RoutedOutput<OUT> output) throws Exception {
        this.factory = factory;
        this.output = output;
        subtasks.add(opened(1, 0, OperatorSubtaskState.builder().build()));
    }

    private H opened(int parallelism, int subtask, OperatorSubtaskState state) throws Exception {
        H harness = factory.create(parallelism, subtask);
        harness.setOutputCreator(serializer -> output);
        harness.setCheckpointStorage(new JobManagerCheckpointStorage(Integer.MAX_VALUE));
        harness.setup();
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    /** The subtask that an element of this key goes to. */
    H of(Object key) {
        return subtasks.get(
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        key, KeySpread.KEY_GROUPS, subtasks.size()));
    }

    List<H> subtasks() {
        return subtasks;
    }

    /** Takes a snapshot, stops, and starts from the snapshot with this many subtasks. */
    void restart(int parallelism) throws Exception {
        OperatorSubtaskState[] parts = new OperatorSubtaskState[subtasks.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = subtasks.get(i).snapshot(1, 1);
        }
        close();
        OperatorSubtaskState whole = AbstractStreamOperatorTestHarness.repackageState(parts);
        List<H> restored = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            whole, KeySpread.KEY_GROUPS, parts.length, parallelism, i);
            restored.add(opened(parallelism, i, part));
        }
        subtasks = restored;
    }

    /** How many keys hold something under this state's name. */
    long keysWith(String state) throws Exception {
        long keys = 0;
        for (H subtask : subtasks) {
            keys += backend(subtask).getKeys(state, VoidNamespace.INSTANCE).count();
        }
        return keys;
    }

    /** Shows each key's value of a {@link ValueState}. */
    <T> void read(String state, Class<T> type, Consumer<T> reader) throws Exception {
        forEach(state, value -> reader.accept(type.cast(valueOf(value))));
    }

    /** Loses one piece of state, as if it had never been checkpointed. */
    void forget(String state) throws Exception {
        forEach(state, State::clear);
    }

    int timers() {
        return subtasks.stream().mapToInt(H::numEventTimeTimers).sum();
    }

    /** Loses all timers. */
    @SuppressWarnings("unchecked")
    void forgetTimers() throws Exception {
        for (H subtask : subtasks) {
            AbstractStreamOperator<OUT> operator = subtask.getOperator();
            InternalTimerService<VoidNamespace> timers =
                    operator.getInternalTimerService(
                            "user-timers",
                            VoidNamespaceSerializer.INSTANCE,
                            (Triggerable<Object, VoidNamespace>) operator);
            List<Tuple2<Object, Long>> all = new ArrayList<>();
            timers.forEachEventTimeTimer(
                    (namespace, time) -> all.add(Tuple2.of(operator.getCurrentKey(), time)));
            for (Tuple2<Object, Long> timer : all) {
                operator.setCurrentKey(timer.f0);
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, timer.f1);
            }
        }
    }

    /** Bytes of a snapshot of all subtasks. */
    long stateSize() throws Exception {
        long size = 0;
        for (H subtask : subtasks) {
            size += subtask.snapshot(1, 1).getStateSize();
        }
        return size;
    }

    /** State entries of each subtask. */
    List<Integer> entriesBySubtask() {
        List<Integer> entries = new ArrayList<>();
        for (H subtask : subtasks) {
            entries.add(((HeapKeyedStateBackend<?>) backend(subtask)).numKeyValueStateEntries());
        }
        return entries;
    }

    /** How many states the operator has registered by name. */
    int registeredStates() {
        return ((AbstractKeyedStateBackend<?>) backend(subtasks.get(0))).numKeyValueStatesByName();
    }

    @SuppressWarnings("unchecked")
    private void forEach(String state, Consumer<State> action) throws Exception {
        // The operator has registered the state; the backend finds it by its name alone.
        StateDescriptor<State, Void> byName =
                (StateDescriptor<State, Void>)
                        (StateDescriptor<?, Void>) new ValueStateDescriptor<>(state, Types.VOID);
        for (H subtask : subtasks) {
            backend(subtask)
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            byName,
                            (key, value) -> action.accept(value));
        }
    }

    private static Object valueOf(State state) {
        try {
            return ((ValueState<?>) state).value();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyedStateBackend<Object> backend(H subtask) {
        return subtask.getOperator().getKeyedStateBackend();
    }

    void close() throws Exception {
        for (H subtask : subtasks) {
            subtask.close();
        }
    }
}
