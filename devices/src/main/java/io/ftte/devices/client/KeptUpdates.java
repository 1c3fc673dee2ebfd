package io.ftte.devices.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The newest updates of each device that the brokers do not have yet. Thread-safe. */
final class KeptUpdates {
    private final int perDevice;
    private final Map<String, Deque<KeptUpdate>> byDevice = new HashMap<>();
    private int size;
    private long givenUp;

    /**
     * @param perDevice most updates of one device, at least 1
     */
    KeptUpdates(int perDevice) {
        this.perDevice = perDevice;
    }

    /** Keeps it, and gives up the device's oldest where there is one too many. */
    synchronized void add(KeptUpdate update) {
        Deque<KeptUpdate> own =
                byDevice.computeIfAbsent(update.deviceId(), id -> new ArrayDeque<>());
        own.addLast(update);
        if (own.size() > perDevice) {
            own.removeFirst();
            givenUp++;
        } else {
            size++;
        }
    }

    synchronized boolean holds(KeptUpdate update) {
        return byDevice.containsKey(update.deviceId())
                && byDevice.get(update.deviceId()).contains(update);
    }

    /** Does nothing where it was given up. */
    synchronized void remove(KeptUpdate update) {
        Deque<KeptUpdate> own = byDevice.get(update.deviceId());
        if (own != null && own.remove(update)) {
            size--;
            if (own.isEmpty()) {
                byDevice.remove(update.deviceId());
            }
        }
        notifyAll();
    }

    synchronized int size() {
        return size;
    }

    synchronized long givenUp() {
        return givenUp;
    }

    /** Waits until none is left, or the condition holds, which {@link #wake} has looked at. */
    synchronized void awaitNone(BooleanSupplier orElse) throws InterruptedException {
        while (size > 0 && !orElse.getAsBoolean()) {
            wait();
        }
    }

    synchronized void wake() {
        notifyAll();
    }
}
