package io.ftte.cli.watch.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.schemas.Contribution;
import java.util.OptionalInt;

/** The devices of a model that were heard last, by the time between their updates. */
final class Devices {
    /** Devices that are kept; the page says how many were let go. */
    static final int MOST = 2_000;

    private static final class Device {
        private long updates;
        private long firstTime = Long.MAX_VALUE;
        private long lastTime = Long.MIN_VALUE;
        private final Tally admitted = new Tally();

        /** Empty where one update says nothing of a pace. */
        OptionalInt speedClass() {
            return updates < 2
                    ? OptionalInt.empty()
                    : OptionalInt.of(SpeedClass.of((lastTime - firstTime) / (updates - 1)));
        }
    }

    private static final class Row {
        private int devices;
        private long updates;
        private final Tally admitted = new Tally();

        void add(Device device) {
            devices++;
            updates += device.updates;
            admitted.add(device.admitted);
        }

        void write(ObjectNode out, String name) {
            out.put("class", name);
            out.put("devices", devices);
            out.put("updates", updates);
            out.put("admitted", admitted.count());
            out.put("meanStaleness", admitted.meanStaleness());
            out.put("meanWeight", admitted.meanWeight());
        }
    }

    private final NewestMap<String, Device> devices = new NewestMap<>(MOST);

    /** Takes an update as the device sent it. */
    void sent(String deviceId, long eventTime) {
        Device device = device(deviceId);
        device.updates++;
        device.firstTime = Math.min(device.firstTime, eventTime);
        device.lastTime = Math.max(device.lastTime, eventTime);
    }

    /** Takes what a version has of a device. */
    void admitted(Contribution contribution) {
        device(contribution.getDeviceId()).admitted.add(contribution);
    }

    private Device device(String id) {
        return devices.get(Texts.id(id), Device::new);
    }

    void write(ObjectNode out) {
        Row[] rows = new Row[SpeedClass.ALL.size()];
        Row unknown = new Row();
        for (Device device : devices.values()) {
            OptionalInt of = device.speedClass();
            if (of.isEmpty()) {
                unknown.add(device);
            } else {
                int index = of.getAsInt();
                rows[index] = rows[index] == null ? new Row() : rows[index];
                rows[index].add(device);
            }
        }
        out.put("seen", devices.size());
        out.put("letGo", devices.dropped());
        ArrayNode classes = out.putArray("classes");
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] != null) {
                rows[i].write(classes.addObject(), SpeedClass.ALL.get(i).name());
            }
        }
        if (unknown.devices > 0) {
            unknown.write(classes.addObject(), "not known yet");
        }
    }
}
