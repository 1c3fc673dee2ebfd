package io.ftte.operators.intake;

import io.ftte.operators.stream.UpdateHeader;

/** What the gate keeps of one device and model. Mutable Flink POJO. */
public final class DeviceState {
    public SequenceWindow window = new SequenceWindow();

    /**
     * Order time of the newest update that passed, or of the first that did not; the state is
     * forgotten when it is older than the window. What is refused must not keep a device out.
     */
    public long lastOrderTime = Long.MIN_VALUE;

    /** When the timer that may forget this state fires; MIN_VALUE while none is set. */
    public long cleanupAt = Long.MIN_VALUE;

    /** Token bucket of the quota, filled up to {@code tokensAt}. */
    public double tokens;

    public long tokensAt;

    /** Updates of which some chunks have arrived, oldest first. */
    public Partial[] partials = {};

    public DeviceState() {}

    /**
     * An update under way.
     *
     * @param deadline order time after which its missing chunks are too late
     * @param header of all chunks so far
     */
    public record Partial(long deadline, UpdateHeader header) {}
}
