package io.ftte.control;

import io.ftte.control.privacy.PrivacyStore;
import java.util.Optional;

/**
 * Where all that outlasts a call of one {@link Model} is kept: the state of a job, or {@link
 * ModelMemory}. What it hands out may be changed in place and must then be given back with {@link
 * #keep}: it may be a copy.
 */
public interface ModelStore extends PrivacyStore {
    /** Of the registered model; nothing while there is none. */
    Optional<ModelState> state();

    void keep(ModelState state);

    /** The model is no more; the count of its generations and the privacy books stay. */
    void forget();

    /** How often a model of this id has been registered so far. */
    int generations();

    void keepGenerations(int count);

    /** A chunk of initial parameters as it came, or an empty array where it did not. */
    byte[] chunk(int index);

    void keepChunk(int index, byte[] record);

    void forgetChunks();
}
