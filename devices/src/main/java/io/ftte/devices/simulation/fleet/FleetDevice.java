package io.ftte.devices.simulation.fleet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A device of a simulated fleet.
 *
 * @param index in the fleet, from 0
 * @param examples indices of the examples that it trains on, in the fleet's one copy of the data
 * @param ownTest of those that it holds out to be measured on
 * @param slow whether it is a straggler
 * @param slowness by which its tasks take longer than those of the nominal fast device
 * @param network where traces are used
 * @param phone whose availability it has, where traces are used
 * @param corrupt whether it sends something else than it learned
 */
public record FleetDevice(
        int index,
        String id,
        byte[] idBytes,
        int[] examples,
        int[] ownTest,
        boolean slow,
        double slowness,
        Optional<DeviceTraces.NetworkSpeed> network,
        int phone,
        boolean corrupt)
        implements Comparable<FleetDevice> {
    static String name(int index) {
        return "device-%05d".formatted(index);
    }

    static byte[] bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    /** By the bytes of the id, as the Sequencer orders. */
    @Override
    public int compareTo(FleetDevice other) {
        return Arrays.compareUnsigned(idBytes, other.idBytes);
    }
}
