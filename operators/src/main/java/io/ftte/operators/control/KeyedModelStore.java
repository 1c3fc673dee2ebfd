package io.ftte.operators.control;

import io.ftte.control.ModelState;
import io.ftte.control.ModelStore;
import io.ftte.operators.runtime.States;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * What is kept of the model that is the current key. State on the heap hands out what it holds, so
 * a buffer is never copied for an update; between two calls it may have been copied for a snapshot,
 * so nobody may hold on to it.
 */
final class KeyedModelStore implements ModelStore {
    private static final byte[] NOTHING = {};

    private final ValueState<ModelState> model;
    private final ValueState<Integer> generations;
    private final MapState<Integer, byte[]> chunks;

    KeyedModelStore(RuntimeContext context) {
        model = States.value(context, "model", ModelState.class);
        generations = States.value(context, "generations", Integer.class);
        chunks =
                States.map(
                        context,
                        "parameter-chunks",
                        Types.INT,
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    @Override
    public Optional<ModelState> state() {
        return Optional.ofNullable(read(model::value));
    }

    @Override
    public void keep(ModelState state) {
        write(() -> model.update(state));
    }

    @Override
    public void forget() {
        model.clear();
    }

    @Override
    public int generations() {
        Integer count = read(generations::value);
        return count == null ? 0 : count;
    }

    @Override
    public void keepGenerations(int count) {
        write(() -> generations.update(count));
    }

    @Override
    public byte[] chunk(int index) {
        byte[] record = read(() -> chunks.get(index));
        return record == null ? NOTHING : record;
    }

    @Override
    public void keepChunk(int index, byte[] record) {
        write(() -> chunks.put(index, record));
    }

    @Override
    public void forgetChunks() {
        chunks.clear();
    }

    private interface Read<T> {
        T get() throws Exception;
    }

    private interface Write {
        void run() throws Exception;
    }

    private static <T> T read(Read<T> read) {
        try {
            return read.get();
        } catch (Exception e) {
            throw new FlinkRuntimeException("the state of a model cannot be read", e);
        }
    }

    private static void write(Write write) {
        try {
            write.run();
        } catch (Exception e) {
            throw new FlinkRuntimeException("the state of a model cannot be written", e);
        }
    }
}
