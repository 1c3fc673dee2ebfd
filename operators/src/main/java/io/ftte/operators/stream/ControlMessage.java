package io.ftte.operators.stream;

/**
 * A record of the control topic, for one model, or of the topic of decisions, on which changes of a
 * model take a place among its updates. What the operator says of a device is one, too.
 *
 * @param modelId the model; of a device its id
 * @param value the encoded record; empty for the tombstone that removes the model
 * @param orderTime o of the rule, as updates have it; {@link #AT_ONCE} where it waits for nothing
 */
public record ControlMessage(
        String modelId, int partition, long offset, byte[] value, long orderTime) {

    /** Of what holds as soon as it is read: whatever stands on the control topic itself. */
    public static final long AT_ONCE = Long.MIN_VALUE;

    public ControlMessage(String modelId, int partition, long offset, byte[] value) {
        this(modelId, partition, offset, value, AT_ONCE);
    }

    public boolean isDecided() {
        return orderTime != AT_ONCE;
    }
}
