package io.ftte.operators.control;

import io.ftte.control.ModelState;
import io.ftte.control.ModelStore;
import io.ftte.control.privacy.PrivacyAccount;
import io.ftte.operators.runtime.States;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * What is kept of the model that is the current key. State on the heap hands out what it holds, so
 * a buffer is never copied for an update; other state hands out a copy, which counts once it is
 * kept. Between two calls it may have been copied for a snapshot, so nobody may hold on to it.
 */
final class KeyedModelStore implements ModelStore {
    private static final byte[] NOTHING = {};

    private final ValueState<ModelState> model;
    private final ValueState<Integer> generations;
    private final MapState<Integer, byte[]> chunks;
    private final MapState<Integer, LedgerBucket> ledger;
    private final ValueState<PrivacyAccount> account;

    KeyedModelStore(RuntimeContext context) {
        model = States.value(context, "model", ModelState.class);
        generations = States.value(context, "generations", Integer.class);
        chunks =
                States.map(
                        context,
                        "parameter-chunks",
                        Types.INT,
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        ledger =
                States.map(
                        context,
                        "privacy-ledger",
                        Types.INT,
                        TypeInformation.of(LedgerBucket.class));
        account = States.value(context, "privacy-account", PrivacyAccount.class);
    }

    @Override
    public Optional<ModelState> state() {
        return Optional.ofNullable(value(model));
    }

    @Override
    public void keep(ModelState state) {
        update(model, state);
    }

    @Override
    public void forget() {
        model.clear();
    }

    @Override
    public int generations() {
        Integer count = value(generations);
        return count == null ? 0 : count;
    }

    @Override
    public void keepGenerations(int count) {
        update(generations, count);
    }

    @Override
    public byte[] chunk(int index) {
        try {
            byte[] record = chunks.get(index);
            return record == null ? NOTHING : record;
        } catch (Exception e) {
            throw new FlinkRuntimeException("parameter chunk " + index + " cannot be read", e);
        }
    }

    @Override
    public void keepChunk(int index, byte[] record) {
        try {
            chunks.put(index, record);
        } catch (Exception e) {
            throw new FlinkRuntimeException("parameter chunk " + index + " cannot be kept", e);
        }
    }

    @Override
    public void forgetChunks() {
        chunks.clear();
    }

    @Override
    public byte[] ledger(int bucket) {
        try {
            LedgerBucket kept = ledger.get(bucket);
            return kept == null ? NOTHING : kept.entries();
        } catch (Exception e) {
            throw new FlinkRuntimeException("privacy ledger " + bucket + " cannot be read", e);
        }
    }

    @Override
    public void keepLedger(int bucket, byte[] entries) {
        try {
            ledger.put(bucket, new LedgerBucket(entries));
        } catch (Exception e) {
            throw new FlinkRuntimeException("privacy ledger " + bucket + " cannot be kept", e);
        }
    }

    @Override
    public PrivacyAccount account() {
        PrivacyAccount kept = value(account);
        return kept == null ? new PrivacyAccount() : kept;
    }

    @Override
    public void keepAccount(PrivacyAccount changed) {
        update(account, changed);
    }

    private static <T> T value(ValueState<T> state) {
        try {
            return state.value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> void update(ValueState<T> state, T value) {
        try {
            state.update(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
