package io.ftte.devices.fleet;

import io.ftte.devices.client.Device;
import io.ftte.devices.client.ModelCatalogue;
import io.ftte.devices.client.ModelVersion;
import io.ftte.devices.client.UpdateSink;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.update.LocalUpdate;
import java.time.Duration;
import java.util.Optional;

/**
 * The life of one device as a chain of scheduled steps: {@link #begin} trains, {@link #finish}
 * sends when the simulated time of training is over. The steps follow one another, so a device is
 * never in two threads at once.
 */
final class SimulatedDevice {

    /** How often a waiting device looks for a new version. */
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    /** Runs a step after a delay. */
    @FunctionalInterface
    interface Scheduler {
        void schedule(long nanos, Runnable step);
    }

    private final Device device;
    private final DevicePace pace;
    private final Duration patience;
    private final String modelId;
    private final ModelCatalogue catalogue;
    private final UpdateSink sink;
    private final Scheduler scheduler;

    /** Event time of the last update; before the first one every version is new enough. */
    private long lastSentMs = Long.MIN_VALUE;

    private long lastSentNanos;

    SimulatedDevice(
            Device device,
            DevicePace pace,
            Duration patience,
            String modelId,
            ModelCatalogue catalogue,
            UpdateSink sink,
            Scheduler scheduler) {
        this.device = device;
        this.pace = pace;
        this.patience = patience;
        this.modelId = modelId;
        this.catalogue = catalogue;
        this.sink = sink;
        this.scheduler = scheduler;
    }

    void begin() {
        Optional<ModelVersion> base = catalogue.newest(modelId).filter(this::isNewEnough);
        Optional<TrainableSubset> trainable =
                base.flatMap(version -> catalogue.trainable(version, device.id(), device::fits));
        if (trainable.isEmpty()) {
            scheduler.schedule(LOOK_NANOS, this::begin);
            return;
        }
        long started = System.nanoTime();
        LocalUpdate update = device.train(base.get(), trainable.get());
        long computed = System.nanoTime() - started;
        long remaining = Math.max(0, pace.next().toNanos() - computed);
        scheduler.schedule(remaining, () -> finish(update));
    }

    private void finish(LocalUpdate update) {
        lastSentMs = System.currentTimeMillis();
        lastSentNanos = System.nanoTime();
        sink.send(update, lastSentMs);
        begin();
    }

    private boolean isNewEnough(ModelVersion version) {
        return version.eventTime() >= lastSentMs
                || System.nanoTime() - lastSentNanos >= patience.toNanos();
    }
}
