package io.ftte.control;

import io.ftte.control.privacy.PrivacyAccount;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps a model in memory, for as long as the program runs. */
public final class ModelMemory implements ModelStore {
    private static final byte[] NOTHING = {};

    private final Map<Integer, byte[]> chunks = new HashMap<>();
    private final Map<Integer, byte[]> ledger = new HashMap<>();
    private Optional<ModelState> state = Optional.empty();
    private PrivacyAccount account = new PrivacyAccount();
    private int generations;

    @Override
    public Optional<ModelState> state() {
        return state;
    }

    @Override
    public void keep(ModelState changed) {
        if (state.isEmpty() || state.get() != changed) {
            state = Optional.of(changed);
        }
    }

    @Override
    public void forget() {
        state = Optional.empty();
    }

    @Override
    public int generations() {
        return generations;
    }

    @Override
    public void keepGenerations(int count) {
        generations = count;
    }

    @Override
    public byte[] chunk(int index) {
        return chunks.getOrDefault(index, NOTHING);
    }

    @Override
    public void keepChunk(int index, byte[] record) {
        chunks.put(index, record);
    }

    @Override
    public void forgetChunks() {
        chunks.clear();
    }

    @Override
    public byte[] ledger(int bucket) {
        return ledger.getOrDefault(bucket, NOTHING);
    }

    @Override
    public void keepLedger(int bucket, byte[] entries) {
        ledger.put(bucket, entries);
    }

    @Override
    public PrivacyAccount account() {
        return account;
    }

    @Override
    public void keepAccount(PrivacyAccount changed) {
        account = changed;
    }
}
