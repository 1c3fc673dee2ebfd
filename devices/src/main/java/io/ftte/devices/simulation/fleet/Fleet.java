package io.ftte.devices.simulation.fleet;

import io.ftte.devices.data.LabelledData;
import io.ftte.devices.data.Seeds;
import io.ftte.ondevice.data.Shuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The devices of one run; the same for equal arguments. */
public final class Fleet {
    private final List<FleetDevice> devices = new ArrayList<>();

    /**
     * @param usable indices of the examples that the devices may hold
     * @param ownTest share of its examples that each device holds out, 0 for none
     * @throws IllegalArgumentException one line, if the data is too small
     */
    public Fleet(FleetSpec spec, LabelledData data, int[] usable, double ownTest, long seed) {
        RandomGenerator random = Seeds.generator(seed, Streams.FLEET);
        boolean[] slow = chosen(spec.devices(), spec.stragglers(), random);
        List<int[]> parts = parts(spec, data, usable, slow, seed);
        boolean[] corrupt =
                chosen(
                        spec.devices(),
                        spec.corruption().share(),
                        Seeds.generator(seed, Streams.CORRUPT_DEVICES));
        for (int i = 0; i < spec.devices(); i++) {
            double slowness =
                    (slow[i] ? spec.slowness().draw(random) : 1) * spec.deviceSpread().draw(random);
            Optional<DeviceTraces.NetworkSpeed> network =
                    spec.traces().map(t -> t.networks().get(random.nextInt(t.networks().size())));
            int phone = spec.traces().map(t -> random.nextInt(t.phones())).orElse(0);
            String id = FleetDevice.name(i);
            OwnTest own =
                    OwnTest.of(parts.get(i), ownTest, Seeds.generator(seed, Streams.OWN_TEST + i));
            devices.add(
                    new FleetDevice(
                            i,
                            id,
                            FleetDevice.bytes(id),
                            own.training(),
                            own.test(),
                            slow[i],
                            slowness,
                            network,
                            phone,
                            corrupt[i]));
        }
    }

    private static List<int[]> parts(
            FleetSpec spec, LabelledData data, int[] usable, boolean[] slow, long seed) {
        if (spec.partition().kind() == Partition.Kind.NATURAL && data.clients().isEmpty()) {
            throw new IllegalArgumentException(
                    data.name() + " does not say whom its examples belong to");
        }
        int[] labels = Arrays.stream(usable).map(data.train()::label).toArray();
        int[] clients =
                data.clients()
                        .map(all -> Arrays.stream(usable).map(i -> all[i]).toArray())
                        .orElse(new int[0]);
        List<int[]> parts =
                spec.partition()
                        .deal(
                                labels,
                                data.train().classes(),
                                slow,
                                clients,
                                Seeds.generator(seed, Streams.PARTITION));
        parts.forEach(part -> Arrays.setAll(part, i -> usable[part[i]]));
        return parts;
    }

    private static boolean[] chosen(int devices, double share, RandomGenerator random) {
        int[] order = new int[devices];
        Arrays.setAll(order, i -> i);
        Shuffle.of(order, random::nextInt);
        boolean[] chosen = new boolean[devices];
        for (int i = 0; i < Math.round(devices * share); i++) {
            chosen[order[i]] = true;
        }
        return chosen;
    }

    public List<FleetDevice> devices() {
        return devices;
    }
}
