package io.ftte.control;

import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.Weight;

/**
 * What a {@link Model} answers. Each call is one decision, to be carried out before the next one;
 * the calls come in the order in which the decisions take effect.
 *
 * @param <U> what the caller knows of an update beside what the model does
 */
public interface Decisions<U extends Update> {
    /**
     * An update counts.
     *
     * @param weight that its numbers are multiplied by; holds until the call returns
     * @param fill updates in the open buffer, this one among them
     */
    void admit(U update, Weight weight, int fill);

    /** An update does not count. */
    void drop(U update, Refusal refusal);

    /** The buffer is full: what was admitted since the last time makes the next version. */
    void close(VersionClose version);

    /** A model begins: it has version 0. */
    void begin(FirstVersion first);

    /** From here on other plans are trained, or all that is published comes once more. */
    void revise(Revision revision);

    /** The model is no more; what its open buffer holds is forgotten. */
    void end(Removal removal);

    /** The record of the control topic that was to be accepted is not. */
    void refuse(Refusal refusal);
}
