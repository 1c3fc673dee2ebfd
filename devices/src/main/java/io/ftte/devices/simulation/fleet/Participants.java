package io.ftte.devices.simulation.fleet;

import io.ftte.devices.data.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Which devices are idle, and whom of them the server asks: anybody, with equal chance. */
public final class Participants {
    private final List<FleetDevice> idle;
    private final Optional<DeviceTraces> traces;
    private final RandomGenerator random;

    public Participants(List<FleetDevice> devices, FleetSpec spec, long seed) {
        idle = new ArrayList<>(devices);
        traces = spec.traces();
        random = Seeds.generator(seed, Streams.SCHEDULER);
    }

    /** Takes one out of the idle devices; empty when none of them is available. */
    public Optional<FleetDevice> draw(long millis) {
        // The places before `tried` were found not to be available.
        for (int tried = 0; tried < idle.size(); tried++) {
            int at = tried + random.nextInt(idle.size() - tried);
            FleetDevice device = idle.get(at);
            if (traces.map(t -> t.available(device.phone(), millis)).orElse(true)) {
                idle.set(at, idle.get(idle.size() - 1));
                idle.remove(idle.size() - 1);
                return Optional.of(device);
            }
            idle.set(at, idle.get(tried));
            idle.set(tried, device);
        }
        return Optional.empty();
    }

    public void release(FleetDevice device) {
        idle.add(device);
    }
}
