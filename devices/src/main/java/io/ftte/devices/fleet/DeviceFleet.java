package io.ftte.devices.fleet;

import io.ftte.devices.client.Device;
import io.ftte.devices.client.ModelCatalogue;
import io.ftte.devices.client.UpdateSink;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Simulated devices in real time: each takes the newest version, trains, sends, and begins again,
 * until the fleet is closed. Training is real; what a slow device would take longer passes in a
 * scheduler, so a few threads carry any number of devices.
 *
 * <p>A device begins again only from a version as new as its last update, or after {@link
 * FleetSettings#patience()}: a version comes back to devices only after out-of-orderness bound and
 * checkpoint, and whoever trains on meanwhile sends the same progress over and over. With 50
 * devices and 2 s of delay that raised mean staleness from 4 to 32, and 200 versions no longer
 * reached the target.
 */
public final class DeviceFleet implements AutoCloseable {

    /** Threads that train; the rest of the machine belongs to Kafka and Flink. */
    private static final int THREADS = 2;

    private static final long CLOSE_MS = 2_000;

    private final ScheduledThreadPoolExecutor scheduler;
    private final List<Device> devices;
    private final List<SimulatedDevice> members = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * @param data divided among the devices
     * @param seed decides division, which devices are slow, paces and order of examples
     */
    public DeviceFleet(
            FleetSettings settings,
            String modelId,
            Network network,
            Dataset data,
            ModelCatalogue catalogue,
            UpdateSink sink,
            long seed) {
        scheduler = new ScheduledThreadPoolExecutor(THREADS, DeviceFleet::thread);
        devices = settings.devices(network, data, seed);
        List<DevicePace> paces = settings.paces(seed);
        for (int d = 0; d < devices.size(); d++) {
            members.add(
                    new SimulatedDevice(
                            devices.get(d),
                            paces.get(d),
                            settings.patience(),
                            modelId,
                            catalogue,
                            sink,
                            this::schedule));
        }
    }

    public void start() {
        members.forEach(member -> schedule(0, member::begin));
    }

    /** The devices, {@code device-000} first; others may read them and change their budgets. */
    public List<Device> devices() {
        return devices;
    }

    /** What stopped the fleet, if something did: the first error of any device. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Stops all devices, within two seconds; what they have in training is dropped. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        try {
            scheduler.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void schedule(long nanos, Runnable step) {
        if (!scheduler.isShutdown()) {
            scheduler.schedule(() -> run(step), nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** A scheduler swallows exceptions; here the first one ends the fleet and is kept. */
    private void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            if (!scheduler.isShutdown()) {
                failure.compareAndSet(null, e);
                scheduler.shutdownNow();
            }
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "device-fleet");
        thread.setDaemon(true);
        return thread;
    }
}
